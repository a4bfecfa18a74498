"""Rows that a bronze table has already, read by position."""

from collections.abc import Iterator
from typing import NamedTuple

import duckdb
import polars as pl

from services.aggregator.tables.bronze import Pin
from services.aggregator.tables.relations import select_of
from services.aggregator.tables.schemas import SCHEMAS

CHUNK_ROWS = 200_000

_DIFFERENT = """
SELECT COUNT(*) FROM (
    SELECT HASH(new_row) FROM (SELECT * EXCLUDE (sealed) FROM ({new})) AS new_row
    EXCEPT ALL
    SELECT HASH(old_row) FROM (SELECT * EXCLUDE (sealed) FROM ({old})) AS old_row
)
"""


class Extent(NamedTuple):
    """Numbers `1`..`last` of an origin that a table has rows for."""

    origin: str
    last: int


def extents(pin: Pin) -> list[Extent]:
    """How far each origin reaches in a table, by name."""
    query = f"SELECT origin, MAX(sequence) FROM ({select_of(pin)}) AS rows GROUP BY origin ORDER BY origin"  # noqa: S608
    with duckdb.connect() as connection:
        return [Extent(*row) for row in connection.execute(query).fetchall()]


def rows_between(pin: Pin, origin: str, first: int, last: int) -> Iterator[pl.DataFrame]:
    """The rows of an origin with these numbers, by number, a chunk at a time."""
    rows = pl.scan_parquet(list(pin.files), hive_partitioning=True, hive_schema={"day": pl.Date()})
    for start in range(first, last + 1, CHUNK_ROWS):
        end = min(last, start + CHUNK_ROWS - 1)
        chunk = rows.filter(pl.col("origin") == origin, pl.col("sequence").is_between(start, end))
        yield chunk.select(list(SCHEMAS[pin.stream])).sort("sequence").collect()


def count_different(new: Pin, old: Pin) -> int:
    """How many rows of one version are not in the other, sealed bytes aside (they differ at every sealing)."""
    query = _DIFFERENT.format(new=select_of(new), old=select_of(old))
    with duckdb.connect() as connection:
        ((count,),) = connection.execute(query).fetchall()
    return int(count)
