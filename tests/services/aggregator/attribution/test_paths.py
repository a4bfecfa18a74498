"""Windows, ties and absorption: which touches make the path of an order."""

from datetime import UTC, datetime, timedelta

import pytest

from services.aggregator.attribution.models import weigh_journey, weigh_path
from services.aggregator.attribution.paths import in_lookback, path_without_order, travel
from services.aggregator.attribution.touches import Touch

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
MONTH = timedelta(days=30)


def click(before: timedelta, creator: str = "ana", touch_id: str = "c") -> Touch:
    return Touch(NOON - before, "click", touch_id, creator)


def code(creator: str = "ana") -> Touch:
    return Touch(NOON, "code", "k", creator)


@pytest.mark.parametrize(
    ("before", "is_in"),
    [
        (MONTH, True),
        (MONTH + timedelta(milliseconds=1), False),
        (timedelta(0), True),
        (-timedelta(milliseconds=999), True),
        (-timedelta(seconds=1), False),
    ],
)
def test_both_ends_of_the_lookback_count_in_whole_seconds(before: timedelta, is_in: bool) -> None:
    assert (in_lookback([click(before)], NOON, MONTH) == [click(before)]) is is_in


def test_a_day_of_lookback_is_86400_seconds_not_a_calendar_day() -> None:
    assert in_lookback([click(timedelta(seconds=86_401))], NOON, timedelta(days=1)) == []


def test_clicks_of_the_same_instant_are_sorted_by_id_however_they_are_stored() -> None:
    one, two = click(timedelta(0), "ana", "a"), click(timedelta(0), "bea", "b")
    assert travel("code_first", [two, one], NOON).path == (one, two)


def test_a_code_is_last_even_after_a_click_of_the_same_second() -> None:
    late = click(-timedelta(milliseconds=400), "bea")
    assert travel("code_first", [code(), late], NOON).path == (late, code())


@pytest.mark.parametrize(("seconds", "is_absorbed"), [(1800, True), (1801, False)])
def test_a_code_takes_in_its_owners_clicks_of_the_last_half_hour(seconds: int, is_absorbed: bool) -> None:
    visit = click(timedelta(seconds=seconds))
    journey = travel("code_first", [visit, code()], NOON)
    assert (journey.lost == {visit: "absorbed_by_code"}) is is_absorbed


def test_other_creators_clicks_are_never_absorbed() -> None:
    assert travel("code_first", [click(timedelta(0), "bea"), code()], NOON).lost == {}


def test_a_dropped_code_absorbs_nothing() -> None:
    assert travel("click_first", [click(timedelta(0)), code()], NOON).lost == {code(): "click_wins"}


def test_direct_visits_never_decide_a_policy() -> None:
    assert travel("click_first", [click(timedelta(hours=1), "direct"), code()], NOON).code == code()


def test_split_gives_halves_under_last_touch_only() -> None:
    journey = travel("split", [click(timedelta(days=2), "bea", "b"), click(timedelta(days=1), "cea"), code()], NOON)
    assert weigh_journey("last", "split", journey, NOON) == [0, 0.5, 0.5]
    assert weigh_journey("first", "split", journey, NOON) == [1, 0, 0]
    assert weigh_journey("linear", "split", journey, NOON) == pytest.approx([1 / 3] * 3)


def test_split_gives_all_to_the_codes_owner_who_also_has_the_last_click() -> None:
    journey = travel("split", [click(timedelta(days=1)), code()], NOON)
    assert weigh_journey("last", "split", journey, NOON) == [0, 1]


def test_last_non_direct_skips_direct_unless_there_is_nothing_else() -> None:
    path = [click(timedelta(days=2)), click(timedelta(days=1), "direct")]
    assert weigh_path("last_non_direct", path, NOON) == [1, 0]
    assert weigh_path("last_non_direct", path[1:], NOON) == [1]


def test_very_old_touches_do_not_underflow() -> None:
    path = [click(timedelta(days=9_000 - day), touch_id=str(day)) for day in range(70)]
    assert sum(weigh_path("time_decay_7d", path, NOON)) == pytest.approx(1)


def test_an_empty_path_has_no_weights() -> None:
    assert weigh_path("linear", [], NOON) == []


def test_somebody_who_never_bought_has_one_path_that_ends_at_the_last_touch() -> None:
    touches = [click(MONTH * 2), click(MONTH), click(timedelta(0))]
    assert path_without_order(touches, [], MONTH) == touches[1:]
    assert path_without_order([], [], MONTH) == []
