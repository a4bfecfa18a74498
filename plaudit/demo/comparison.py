"""Every number of a published `creator_performance` beside the truth of what was played."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from math import isclose
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from plaudit.demo.expected import Row

RELATIVE, ABSOLUTE = 1e-9, 1e-7
KEY = ("campaign_id", "creator_id", "attribution_model")

Key = tuple[Any, ...]


class Difference(NamedTuple):
    row: Key
    column: str
    expected: Any
    found: Any

    def __str__(self) -> str:
        campaign, creator, model = self.row
        who = creator if campaign else "nobody"
        return f"{who} under {model}: {self.column} is {self.found}, and was played as {self.expected}"


def published_rows(analytics: Path) -> list[dict[str, Any]]:
    """`creator_performance` as it is published now, with the columns that the interface promises."""
    with duckdb.connect(str(analytics), read_only=True) as connection:
        cursor = connection.execute(f"SELECT {', '.join(Row._fields)} FROM creator_performance")  # noqa: S608
        return [dict(zip(Row._fields, values, strict=True)) for values in cursor.fetchall()]


def differences(expected: Iterable[Row], found: Iterable[Mapping[str, Any]]) -> Iterator[Difference]:
    """Numbers that are not the truth, rows that are missing and rows that nobody played."""
    rows = {tuple(row[column] for column in KEY): row for row in found}
    for wanted in expected:
        key = tuple(getattr(wanted, column) for column in KEY)
        row = rows.pop(key, None)
        if row is None:
            yield Difference(key, "row", "there", "missing")
            continue
        for column, value in wanted._asdict().items():
            if not is_same(value, row[column]):
                yield Difference(key, column, value, row[column])
    for key in rows:
        yield Difference(key, "row", "nothing", "there")


def is_same(expected: object, found: object) -> bool:
    """Counts, money and words to the last digit; what was divided, within the last digits of a double."""
    if isinstance(expected, float) and isinstance(found, int | float | Decimal):
        return isclose(expected, float(found), rel_tol=RELATIVE, abs_tol=ABSOLUTE)
    return expected == found
