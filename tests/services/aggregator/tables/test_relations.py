"""DuckDB sees a pinned version with the table's own columns and types, full or empty."""

from pathlib import Path

import duckdb
import pytest

from plaudit.events.envelope import STREAMS, Stream
from services.aggregator.loader.rows import lost_rows
from services.aggregator.tables.bronze import BronzeTable, Pin
from services.aggregator.tables.relations import select_of
from services.aggregator.tables.schemas import SCHEMAS


def columns_of(pin: Pin) -> list[tuple[str, str]]:
    described = duckdb.connect().execute(f"DESCRIBE {select_of(pin)}").fetchall()
    return [(name, kind) for name, kind, *_ in described]


@pytest.mark.parametrize("stream", STREAMS)
def test_an_empty_table_has_the_same_columns_and_types_as_a_full_one(tmp_path: Path, stream: Stream) -> None:
    table = BronzeTable.open(str(tmp_path), stream)
    empty = columns_of(table.pin())
    table.append(lost_rows(stream, "a", 1, 3), {"a": 3})
    assert columns_of(table.pin()) == empty
    assert [name for name, _ in empty] == list(SCHEMAS[stream])


def test_the_rows_of_exactly_one_version_are_selected(tmp_path: Path) -> None:
    table = BronzeTable.open(str(tmp_path / "it's here"), "events")
    empty = table.pin()
    table.append(lost_rows("events", "a", 1, 3), {"a": 3})
    full = table.pin()
    counts = [
        duckdb.connect().execute(f"SELECT COUNT(*), MIN(day)::VARCHAR FROM ({select_of(pin)})").fetchone()
        for pin in (empty, full)
    ]
    assert counts == [(0, None), (3, "1970-01-01")]
