"""Double clicks and unique clicks: windows that are fixed from the counted click."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from math import ceil
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plaudit.events.click import Click
from tests.support.world import DAY, Tables, click_of

MIDNIGHT = datetime(2026, 3, 20, tzinfo=UTC)
MORNING = MIDNIGHT + timedelta(minutes=30)
SEQUENCES = json.loads(Path("tests/fixtures/conformance/ua_cases.json").read_text("utf-8"))["sequences"]


def seen(second: float, start: datetime = MORNING, visitor: str | None = "v", **changes: Any) -> Click:
    """A click of a visitor whose key is of its UTC day, as the redirector makes it."""
    at = start + timedelta(seconds=second)
    today, yesterday = at.date(), at.date() - DAY
    keys = {"visitor_key": f"{visitor}@{today}"} if visitor else {}
    if visitor and at < datetime(today.year, today.month, today.day, 0, 0, 10, tzinfo=UTC):
        keys["previous_visitor_key"] = f"{visitor}@{yesterday}"
    stated: dict[str, Any] = {"click_id": at.isoformat(), "clicked_at": at}
    return click_of(**(stated | keys | changes))


def classes(*clicks: Click) -> list[tuple[str, bool | None]]:
    rows = Tables.of(*clicks).rows("SELECT click_class, is_unique FROM clicks ORDER BY clicked_at, click_id")
    return [(row["click_class"], row["is_unique"]) for row in rows]


@pytest.mark.parametrize("sequence", SEQUENCES, ids=lambda sequence: sequence["name"])
def test_the_handbooks_sequences_are_classed_as_written(sequence: dict[str, Any]) -> None:
    expected = list(zip(sequence["expect_class"], sequence["expect_unique_24h"], strict=True))
    assert classes(*(seen(offset) for offset in sequence["offsets_s"])) == expected


def test_at_exactly_ten_seconds_a_click_counts_again() -> None:
    assert classes(seen(0), seen(9.999), seen(10)) == [("human", True), ("double", False), ("human", False)]


def test_a_double_click_over_midnight_is_a_double() -> None:
    assert classes(seen(-2, MIDNIGHT), seen(2, MIDNIGHT)) == [("human", True), ("double", False)]


def test_a_chain_goes_on_over_midnight_and_leaves_the_first_seconds_of_the_day() -> None:
    clicks = [seen(second, MIDNIGHT) for second in (-2, 2, 9, 12, 18, 19)]
    assert [name for name, _ in classes(*clicks)] == ["human", "double", "human", "double", "double", "human"]


def test_a_new_key_is_a_new_visitor_for_unique_clicks() -> None:
    assert classes(seen(-60, MIDNIGHT), seen(60, MIDNIGHT)) == [("human", True), ("human", True)]


def test_without_a_visitor_key_nothing_is_double_and_nothing_is_told_of_uniqueness() -> None:
    assert classes(seen(0, visitor=None), seen(1, visitor=None)) == [("human", None), ("human", None)]


def test_other_visitors_and_other_links_are_no_doubles() -> None:
    clicks = [seen(0), seen(1, visitor="w"), seen(2, link_id="other")]
    assert classes(*clicks) == [("human", True)] * 3


def test_only_human_requests_open_or_fill_a_window() -> None:
    clicks = [seen(0, request_class="prefetch"), seen(1), seen(2, request_class="bot"), seen(3)]
    assert classes(*clicks) == [("prefetch", False), ("human", True), ("bot", False), ("double", False)]


def test_a_double_names_the_click_that_it_doubles() -> None:
    tables = Tables.of(*(seen(second, click_id=f"c{second}") for second in (0, 8, 16, 20)))
    doubles = tables.pairs("SELECT click_id, double_of FROM clicks WHERE click_class = 'double'")
    assert doubles == {"c8": "c0", "c20": "c16"}


def expected_classes(clicks: list[Click]) -> dict[str, tuple[str, bool]]:
    """The rule told one click after the other, visitors known by name."""
    last_counted: dict[tuple[str, str], datetime] = {}
    known: set[tuple[str, str | None]] = set()
    judged = {}
    for click in sorted(clicks, key=lambda c: (c.clicked_at, c.click_id)):
        person = (click.link_id, str(click.visitor_key).split("@")[0])
        since = last_counted.get(person)
        if since is not None and click.clicked_at - since < timedelta(seconds=10):
            judged[click.click_id] = ("double", False)
            continue
        last_counted[person] = click.clicked_at
        judged[click.click_id] = ("human", (click.link_id, click.visitor_key) not in known)
        known.add((click.link_id, click.visitor_key))
    return judged


STEPS = st.tuples(
    st.integers(0, 25_000), st.sampled_from(["v", "w"]), st.sampled_from(["l", "m"]), st.sampled_from([-1, 0, 1])
)


@given(st.lists(STEPS, max_size=60))
@settings(max_examples=25, deadline=None)
def test_classes_equal_the_rule_told_click_by_click(steps: list[tuple[int, str, str, int]]) -> None:
    numbers = count()
    clicks = [
        seen(ms / 1000 - 12, MIDNIGHT + day * DAY, visitor, link_id=link, click_id=f"c{next(numbers):02}")
        for ms, visitor, link, day in steps
    ]
    rows = Tables.of(*clicks).rows("SELECT click_id, click_class, is_unique FROM clicks")
    assert {row["click_id"]: (row["click_class"], row["is_unique"]) for row in rows} == expected_classes(clicks)


def test_a_chain_through_a_whole_day_joins_three_keys() -> None:
    offsets = range(-6, 86_400 + 12, 6)  # 6 s apart: every second one counts, from before midnight to after the next
    clicks = [seen(offset, MIDNIGHT, click_id=f"c{offset:06}") for offset in offsets]
    tables = Tables.of(*clicks)
    counted = tables.rows("SELECT click_id FROM clicks WHERE click_class = 'human'")
    assert {row["click_id"] for row in counted} == {click.click_id for click in clicks[::2]}


def flood(clicks: int, hours: float) -> Tables:
    """Clicks of one visitor on one link, evenly over the time."""
    tables = Tables.of(seen(0))
    connection = tables.connection
    step = round(hours * 3_600_000 / clicks)
    connection.execute(
        "INSERT INTO bronze_clicks SELECT bronze.* REPLACE (clicked_at + TO_MILLISECONDS(number * ?) AS clicked_at, "
        "'f' || LPAD(CAST(number AS VARCHAR), 7, '0') AS click_id) FROM bronze_clicks AS bronze, RANGE(1, ?) AS t(number)",
        [step, clicks],
    )
    return tables


@pytest.mark.parametrize("clicks", [20_000, pytest.param(200_000, marks=pytest.mark.slow)])
def test_a_flood_of_one_visitor_is_classed_within_seconds(clicks: int) -> None:
    tables = flood(clicks, hours=1)
    began = perf_counter()
    counts = tables.pairs("SELECT click_class, COUNT(*) FROM clicks GROUP BY 1")
    took = perf_counter() - began
    step = round(3_600_000 / clicks)
    counted = ceil(clicks / ceil(10_000 / step))
    assert counts == {"human": counted, "double": clicks - counted}
    assert took < 20  # seconds; about one on a quiet machine
