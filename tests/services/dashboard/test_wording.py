"""Numbers in words: rounded for people, exact about what is missing."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from services.dashboard import charts, wording

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (wording.money(Decimal("1592.000"), "EUR"), "€1,592.00"),
        (wording.money(0.38336, "EUR"), "€0.38"),
        (wording.money(Decimal(1580), "JPY"), "¥1,580"),
        (wording.money(-3, "EUR"), "-€3.00"),
        (wording.money(None, "EUR"), "\u2013"),
        (wording.whole_money(Decimal("184210.49"), "EUR"), "€184,210"),
        (wording.whole_money(Decimal("12.5"), "EUR"), "€12.50"),
        (wording.minor_money(1234, "KWD"), "KWD\u00a01.234"),
        (wording.minor_money(1580, "JPY"), "¥1,580"),
        (wording.minor_money(None, "EUR"), "\u2013"),
        (wording.count(48210), "48,210"),
        (wording.count(18.333333333), "18.3"),
        (wording.count(3.0), "3"),
        (wording.percent(0.02368421), "2.4%"),
        (wording.percent(0.0152, 2), "1.52%"),
        (wording.percent(None), "\u2013"),
        (wording.factor(1.8875978), "1.9\u00d7"),
        (wording.interval(0.015, 0.0372), "1.5\u20133.7%"),
        (wording.interval(None, 0.5), ""),
        (wording.day(date(2026, 10, 5)), "5 Oct 2026"),
        (wording.moment(NOON, "America/New_York"), "5 Oct 2026, 08:00:00"),
        (wording.moment(None, "UTC"), "\u2013"),
        (wording.words("no_clicks"), "no clicks"),
    ],
)
def test_values_are_shown_as_people_write_them(shown: str, expected: str) -> None:
    assert shown == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "0 s ago"), (119, "119 s ago"), (120, "2 min ago"), (7200, "2 h ago"), (-5, "0 s ago")],
)
def test_an_age_is_told_in_its_largest_unit(seconds: int, expected: str) -> None:
    assert wording.ago(NOON, NOON + timedelta(seconds=seconds)) == expected


def test_text_loses_control_and_direction_characters_and_its_excess() -> None:
    assert wording.plain("a\u202eb\x00c\u2066d") == "abcd"
    assert len(str(wording.plain("x" * 1000))) == wording.LONGEST_TEXT + 1
    assert wording.plain(5) == 5


def test_a_sparkline_has_a_point_a_value_and_needs_two() -> None:
    assert charts.sparkline([1]) == ""
    assert charts.sparkline([0, 5, 10]) == "0.0,26.0 60.0,14.0 120.0,2.0"
    assert charts.sparkline([0, 0]) == "0.0,26.0 120.0,26.0"


@pytest.mark.parametrize(("part", "whole", "length"), [(1, 4, 25), (5, 4, 100), (-1, 4, 0), (1, 0, 0), (None, 4, 0)])
def test_a_bar_stays_inside_its_track(part: float | None, whole: float, length: float) -> None:
    assert charts.share(part, whole) == length
