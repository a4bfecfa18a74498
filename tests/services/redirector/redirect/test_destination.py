from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaudit.events.click import UtmValues
from services.redirector.redirect.destination import CLICK_ID, FIELDS, Destination, prepare

NONE = UtmValues()
USUAL = UtmValues(source="instagram", medium="influencer", campaign="glow", content="anna")
ADDED = "utm_source=instagram&utm_medium=influencer&utm_campaign=glow&utm_content=anna"
SHOP = "https://shop.example/p"

names = st.sampled_from(["a", "b", "size%5B%5D", "utm_id", "q", "%C3%BC", "x+y", "utm_sourcery", "click_id"])
values = st.text(st.sampled_from("abcXYZ019%20+-._~:/@!$'()*,;=?"), max_size=8)
pairs = st.lists(st.tuples(names, st.none() | values).map(lambda p: p[0] if p[1] is None else f"{p[0]}={p[1]}"))
fragments = st.none() | st.text(st.sampled_from("abc?&=/#%20"), max_size=8)
utm = st.builds(UtmValues, **{field: st.none() | st.text(min_size=1, max_size=6) for field in FIELDS})


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (SHOP, f"{SHOP}?{ADDED}"),
        (f"{SHOP}?", f"{SHOP}?{ADDED}"),
        (f"{SHOP}#top", f"{SHOP}?{ADDED}#top"),
        (f"{SHOP}?a=1&a=2&empty=&flag", f"{SHOP}?a=1&a=2&empty=&flag&{ADDED}"),
        (f"{SHOP}?q=a%20b+c%2Bd#x?y=1", f"{SHOP}?q=a%20b+c%2Bd&{ADDED}#x?y=1"),
        (f"{SHOP}/ü?q=ü#ü", f"{SHOP}/%C3%BC?q=%C3%BC&{ADDED}#%C3%BC"),
        (f"{SHOP}?plaudit_click=old&a=1&plaudit%5Fclick=older", f"{SHOP}?a=1&{ADDED}"),
        (f"{SHOP}?utm_source=own+place&a=1", f"{SHOP}?utm_source=own+place&a=1&{ADDED.partition('&')[2]}"),
        (f"{SHOP}?a=1\r\nSet-Cookie: x=1", f"{SHOP}?a=1%0D%0ASet-Cookie:%20x=1&{ADDED}"),
    ],
)
def test_a_destination_keeps_what_it_had_and_gets_what_it_lacked(url: str, expected: str) -> None:
    destination = prepare(url, NONE, USUAL)
    assert destination.plain == expected
    page, hash_sign, fragment = expected.partition("#")
    assert destination.with_click("ID") == f"{page}&{CLICK_ID}=ID{hash_sign}{fragment}"


def test_the_links_own_value_replaces_what_the_destination_carries() -> None:
    destination = prepare(f"{SHOP}?utm_source=a&utm_source=b&c=1", UtmValues(source="mine", term="a+b c"), USUAL)
    assert destination.plain == (
        f"{SHOP}?c=1&utm_source=mine&utm_medium=influencer&utm_campaign=glow&utm_term=a%2Bb%20c&utm_content=anna"
    )
    assert (destination.utm.source, destination.utm.term) == ("mine", "a+b c")


def test_what_is_recorded_is_what_the_shop_will_read() -> None:
    destination = prepare(f"{SHOP}?utm_source=caf%C3%A9+bar&utm_medium=&utm_source=second", NONE, USUAL)
    assert destination.utm == UtmValues(source="café bar", medium=None, campaign="glow", content="anna")


@given(pairs, fragments, utm)
def test_every_pair_that_is_not_replaced_survives_byte_for_byte(
    given_pairs: list[str], fragment: str | None, own: UtmValues
) -> None:
    url = SHOP + (f"?{'&'.join(given_pairs)}" if given_pairs else "") + ("" if fragment is None else f"#{fragment}")
    page, _, tail = prepare(url, own, USUAL).with_click("ID").partition("#")
    assert tail == (fragment or "")
    sent = page.partition("?")[2].split("&")
    assert sent[: len(given_pairs)] == given_pairs
    assert sent[-1] == f"{CLICK_ID}=ID"


@given(pairs, utm)
def test_utm_values_come_back_as_they_were_given(given_pairs: list[str], own: UtmValues) -> None:
    destination: Destination = prepare(f"{SHOP}?{'&'.join(given_pairs)}", own, USUAL)
    read = dict(parse_qsl(urlsplit(destination.plain).query, keep_blank_values=True))
    for field in FIELDS:
        wanted = getattr(own, field) or getattr(USUAL, field)
        assert read.get(f"utm_{field}") == wanted == getattr(destination.utm, field)


@given(st.text())
def test_whatever_is_stored_a_location_is_visible_ascii(text: str) -> None:
    sent = prepare(f"{SHOP}{text}", NONE, USUAL).with_click("ID")
    assert all("!" <= character <= "~" for character in sent)
