"""Many small files become few, and only what nobody shows is removed."""

import os
import time
from datetime import date
from pathlib import Path

import polars as pl

from services.aggregator.loader.rows import lost_rows
from services.aggregator.tables.bronze import BronzeTable
from services.aggregator.tables.upkeep import compact, vacuum
from tests.support.tables import numbers_in, rows_of_pin


def crowded_table(place: Path, files: int) -> BronzeTable:
    table = BronzeTable.open(str(place), "events")
    for number in range(1, files + 1):
        table.append(lost_rows("events", "a", number, number), {"a": number})
    return table


def test_a_crowded_day_is_compacted_and_a_calm_one_is_not(tmp_path: Path) -> None:
    table = crowded_table(tmp_path, files=6)
    calm = lost_rows("events", "b", 1, 1).with_columns(day=pl.lit(date(2026, 3, 1)))
    table.append(calm, {"b": 1})
    compact(table, many=5)
    assert sorted(Path(file).parent.name for file in table.pin().files) == ["day=1970-01-01", "day=2026-03-01"]
    assert numbers_in(table, "a") == [1, 2, 3, 4, 5, 6]


def test_few_files_are_left_alone(tmp_path: Path) -> None:
    table = crowded_table(tmp_path, files=4)
    version = table.version
    compact(table, many=5)
    assert table.version == version


def test_large_files_do_not_count(tmp_path: Path) -> None:
    table = crowded_table(tmp_path, files=6)
    version = table.version
    compact(table, many=5, file_bytes=1)
    assert table.version == version


def test_vacuum_keeps_what_a_reader_of_last_week_still_shows(tmp_path: Path) -> None:
    table = crowded_table(tmp_path, files=6)
    before = table.pin()
    compact(table, many=5)
    vacuum(table)
    assert rows_of_pin(before)["sequence"].to_list() == [1, 2, 3, 4, 5, 6]


def test_vacuum_removes_the_old_leftovers_of_a_killed_writer(tmp_path: Path) -> None:
    table = crowded_table(tmp_path, files=1)
    shown = Path(table.pin().files[0])
    leftovers = [shown.with_name(f"part-leftover-{name}.snappy.parquet") for name in ("old", "new")]
    for leftover in leftovers:
        leftover.write_bytes(shown.read_bytes())
    eight_days_ago = time.time() - 8 * 24 * 3600
    os.utime(leftovers[0], (eight_days_ago, eight_days_ago))
    vacuum(table)
    assert [leftover.exists() for leftover in leftovers] == [False, True]
    assert shown.exists()
