from decimal import Decimal
from typing import Any

import pytest

from plaudit.demo.comparison import KEY, differences
from plaudit.demo.expected import Row, expected_rows
from plaudit.demo.schedule import write_play
from plaudit.demo.world import build_world

PLAY = write_play(build_world(3, 12, 3), 3)
for number, tap in enumerate(PLAY.story.taps):
    tap.click_id = f"click{number}"
ROWS = list(expected_rows(PLAY.world, PLAY.story))


def published() -> list[dict[str, Any]]:
    return [row._asdict() for row in ROWS]


def altered(value: Any) -> Any:
    match value:
        case None:
            return 0
        case Decimal():
            return value + Decimal("0.001")
        case int():
            return value + 1
        case float():
            return value * (1 + 1e-6) + 1e-6
        case _:
            return f"{value}x"


def test_the_truth_is_the_truth() -> None:
    assert list(differences(ROWS, published())) == []


@pytest.mark.parametrize("column", [name for name in Row._fields if name not in KEY])
@pytest.mark.parametrize("place", [0, 4, len(ROWS) - 1])
def test_no_altered_value_passes(column: str, place: int) -> None:
    found = published()
    found[place][column] = altered(found[place][column])
    (difference,) = differences(ROWS, found)
    assert difference.column == column
    assert str(found[place][column]) in str(difference)


def test_a_missing_row_and_a_row_too_many_are_told() -> None:
    found = published()
    found[2]["creator_id"] = "nobody-played-this"
    assert {(str(each.expected), str(each.found)) for each in differences(ROWS, found)} == {
        ("there", "missing"), ("nothing", "there"),
    }  # fmt: skip


def test_what_was_divided_may_differ_in_the_last_digit_of_a_double() -> None:
    found = published()
    row = next(row for row in found if row["ctr"])
    row["ctr"] *= 1 + 1e-15
    assert list(differences(ROWS, found)) == []
