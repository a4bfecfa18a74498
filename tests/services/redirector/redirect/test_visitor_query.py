import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaudit.events.click import UtmValues
from services.redirector.redirect.visitor_query import EMPTY, read_query


def test_utm_values_and_sub_id_are_read_and_nothing_else() -> None:
    found = read_query("utm_source=a%20b&utm_term=c+d&sub_id=e&fbclid=secret&utm_id=9&utm_source=second")
    assert found == (UtmValues(source="a b", term="c d"), "e")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "fbclid=1&igsh=2",
        "utm_source=",
        "sub_id=" + "x" * 65,
        "sub_id=a%0ab",
        "utm_content=jane.doe%40mail.invalid",
        "sub_id=jane@mail.invalid",
        "utm_source",
    ],
)
def test_what_is_empty_long_unprintable_or_an_address_is_left_out(query: str) -> None:
    assert read_query(query) == EMPTY


def test_the_longest_value_is_64_characters() -> None:
    assert read_query("sub_id=" + "x" * 64).sub_id == "x" * 64


@given(st.text())
def test_no_query_is_too_odd_to_be_read(text: str) -> None:
    found = read_query(f"utm_source={text}&sub_id={text}&{text}")
    assert found.sub_id is None or (found.sub_id.isprintable() and len(found.sub_id) <= 64)
