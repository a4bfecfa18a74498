"""Codes: how they are compared, who owned them, and which one of several counts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.attribution.codes import JudgedCode, Ownership, UsedCode, fold, judge_codes, owner_at

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
OWNERS = [Ownership("MIA10", "mia"), Ownership("OLI20", "oli"), Ownership("WELCOME", None)]


def winner(*used: UsedCode, buyers: tuple[str, ...] = ()) -> str | None:
    return next((code.owner for code in judge_codes(used, NOON, OWNERS, buyers) if code.bar is None), None)


@pytest.mark.parametrize("spelling", ["mia10", " Mia10 ", "MIA10\u00a0", "\tmia10\n"])
def test_spelling_and_outer_space_do_not_matter(spelling: str) -> None:
    assert fold(spelling) == fold("MIA10")


@pytest.mark.parametrize("other", ["\uff2d\uff29\uff21\uff11\uff10", "mia 10", "mía10"])
def test_look_alikes_are_other_codes(other: str) -> None:
    assert fold(other) != fold("MIA10")


def test_sharp_s_is_folded_as_unicode_says() -> None:
    assert fold("straße10") == fold("STRASSE10")


def test_a_code_passes_to_the_next_owner_at_that_very_instant() -> None:
    ranges = [Ownership("DUO", "oli", None, NOON), Ownership("duo", "pia", NOON)]
    assert owner_at("Duo", NOON - timedelta(microseconds=1), ranges) == "oli"
    assert owner_at("Duo", NOON, ranges) == "pia"


def test_between_two_ranges_nobody_owns_a_code() -> None:
    ranges = [Ownership("DUO", "oli", None, NOON), Ownership("DUO", "pia", NOON + timedelta(hours=1))]
    assert owner_at("DUO", NOON, ranges) is None


def test_the_larger_discount_wins_as_a_number() -> None:
    assert winner(UsedCode("mia10", 990), UsedCode("oli20", 1000)) == "oli"


def test_a_missing_discount_counts_as_nothing_and_code_point_order_settles_the_rest() -> None:
    assert winner(UsedCode("oli20"), UsedCode("mia10", 0)) == "mia"


def test_a_code_for_shipping_comes_after_every_other() -> None:
    assert winner(UsedCode("mia10", 900, is_shipping=True), UsedCode("oli20", 1)) == "oli"
    assert winner(UsedCode("mia10", 900, is_shipping=True)) == "mia"


def test_a_shop_code_drops_out_before_discounts_are_compared() -> None:
    assert winner(UsedCode("welcome", 5000), UsedCode("mia10", 1)) == "mia"


def test_the_buyers_own_code_drops_out_before_discounts_are_compared() -> None:
    assert winner(UsedCode("oli20", 5000), UsedCode("mia10", 1), buyers=("oli",)) == "mia"


def test_losers_are_kept_with_their_reason() -> None:
    judged = judge_codes([UsedCode("welcome"), UsedCode("oli20", 1), UsedCode("MIA10", 2)], NOON, OWNERS)
    assert sorted(judged) == [
        JudgedCode("mia10", "mia", None),
        JudgedCode("oli20", "oli", "other_code_wins"),
        JudgedCode("welcome", None, "no_owner"),
    ]


CODES = st.builds(
    UsedCode, st.sampled_from(["mia10", "MIA10 ", "oli20", "welcome", "nobody"]),
    st.none() | st.integers(0, 3), st.booleans(),
)  # fmt: skip


@given(st.lists(CODES, max_size=5).flatmap(lambda codes: st.tuples(st.just(codes), st.permutations(codes))))
def test_the_order_of_the_codes_never_matters(pair: tuple[list[UsedCode], list[UsedCode]]) -> None:
    first, second = pair
    assert sorted(judge_codes(first, NOON, OWNERS), key=str) == sorted(judge_codes(second, NOON, OWNERS), key=str)
