"""Which clicks the ids on an order stand for, and which of them may earn it."""

from datetime import UTC, datetime, timedelta

import pytest

from services.aggregator.attribution.clicks import RecordedClick, bar_of, resolve

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
MONTH = timedelta(days=30)


def recorded(
    click_id: str, click_class: str = "human", seconds: float = 0, link: str = "l", **rest: str
) -> RecordedClick:
    return RecordedClick(click_id, NOON + timedelta(seconds=seconds), click_class, link, "ana", **rest)


def known(*clicks: RecordedClick) -> dict[str, RecordedClick]:
    return {click.click_id: click for click in clicks}


def test_a_double_stands_for_the_click_it_doubles() -> None:
    clicks = known(recorded("a"), recorded("b", "double", 1, double_of="a"))
    assert resolve(["b"], clicks) == {"a"}
    assert resolve(["a", "b"], clicks) == {"a"}


@pytest.mark.parametrize(("seconds", "stands_for"), [(0, {"v"}), (10, {"v"}), (10.001, {"p", "v"}), (-1, {"p", "v"})])
def test_a_prefetch_becomes_the_visit_that_followed_within_ten_seconds(seconds: float, stands_for: set[str]) -> None:
    clicks = known(recorded("p", "prefetch"), recorded("v", seconds=seconds))
    assert resolve(["p", "v"], clicks) == stands_for


def test_a_prefetch_is_a_touch_of_its_own_when_no_visit_of_its_link_is_on_the_order() -> None:
    clicks = known(recorded("p", "prefetch"), recorded("v", seconds=1), recorded("w", seconds=1, link="other"))
    assert resolve(["p"], clicks) == {"p"}
    assert resolve(["p", "w"], clicks) == {"p", "w"}


def test_a_prefetch_meets_the_click_behind_a_double() -> None:
    clicks = known(recorded("p", "prefetch"), recorded("v", seconds=1), recorded("d", "double", 2, double_of="v"))
    assert resolve(["p", "d"], clicks) == {"v"}


def test_an_unknown_id_stays_and_earns_nothing() -> None:
    assert resolve(["x"], {}) == {"x"}
    assert bar_of(None, NOON, MONTH) == "unknown_click"


@pytest.mark.parametrize("click_class", ["bot", "preview", "head", "no_ua"])
def test_what_no_person_made_earns_nothing_even_on_a_signed_order(click_class: str) -> None:
    assert bar_of(recorded("a", click_class), NOON, MONTH) == f"{click_class}_click"


@pytest.mark.parametrize("click_class", ["human", "prefetch"])
def test_persons_earn(click_class: str) -> None:
    assert bar_of(recorded("a", click_class), NOON, MONTH) is None


def test_the_buyers_own_click_earns_nothing() -> None:
    assert bar_of(recorded("a"), NOON, MONTH, {"ana"}) == "self_purchase"


def test_a_click_outside_the_lookback_says_on_which_side() -> None:
    assert bar_of(recorded("a", seconds=1), NOON, MONTH) == "after_order"
    assert bar_of(recorded("a", seconds=-30 * 86_400 - 1), NOON, MONTH) == "before_lookback"
