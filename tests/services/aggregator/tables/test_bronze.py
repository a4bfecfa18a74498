"""Rows and marks get into a Delta table together, or not at all."""

import subprocess
import sys
from datetime import date
from pathlib import Path
from threading import Thread

import polars as pl
import pytest
from deltalake import DeltaTable

from plaudit.errors import MisconfiguredError
from services.aggregator.loader.rows import lost_rows
from services.aggregator.tables.bronze import BronzeTable, CommitConflictError, ForeignTableError, TableUnavailableError
from services.aggregator.tables.schemas import EVENTS
from tests.support.tables import numbers_in, rows_in, rows_of_pin


def fill(table: BronzeTable, first: int, last: int, origin: str = "a") -> None:
    table.append(lost_rows(table.stream, origin, first, last), {origin: last})


def test_a_new_table_is_empty_and_knows_no_origin(tmp_path: Path) -> None:
    table = BronzeTable.open(str(tmp_path), "events")
    assert (table.version, table.mark("a"), table.pin().files) == (0, 0, ())


def test_any_reader_of_the_first_protocol_can_read_it(tmp_path: Path) -> None:
    table = BronzeTable.open(str(tmp_path), "events")
    fill(table, 1, 3)
    protocol = DeltaTable(table.place).protocol()
    assert (protocol.min_reader_version, protocol.min_writer_version) == (1, 2)


def test_rows_are_partitioned_by_day(tmp_path: Path) -> None:
    table = BronzeTable.open(str(tmp_path), "events")
    days = lost_rows("events", "a", 1, 2).with_columns(pl.Series("day", [date(2026, 3, 1), date(2026, 3, 2)]))
    table.append(days, {"a": 2})
    assert {Path(file).parent.name for file in table.pin().files} == {"day=2026-03-01", "day=2026-03-02"}


def test_statistics_in_the_commits_name_no_keys_of_people(tmp_path: Path) -> None:
    table = BronzeTable.open(str(tmp_path), "clicks")
    row = lost_rows("clicks", "a", 1, 1).with_columns(visitor_key=pl.lit("feed" * 8))
    table.append(row, {"a": 1})
    commits = "".join(path.read_text() for path in (Path(table.place) / "_delta_log").glob("*.json"))
    assert '\\"origin\\":\\"a\\"' in commits
    assert "feedfeed" not in commits


def test_marks_of_several_origins_move_in_one_commit(tmp_path: Path) -> None:
    table = BronzeTable.open(str(tmp_path), "events")
    rows = pl.concat([lost_rows("events", "a", 1, 2), lost_rows("events", "b", 1, 5)])
    table.append(rows, {"a": 2, "b": 5})
    reopened = BronzeTable.open(str(tmp_path), "events")
    assert (reopened.version, reopened.mark("a"), reopened.mark("b"), reopened.mark("c")) == (1, 2, 5, 0)


def test_marks_survive_checkpoints_and_compaction(tmp_path: Path) -> None:
    table = BronzeTable.open(str(tmp_path), "events")
    for number in range(1, 121):
        fill(table, number, number)
    table.compact_day(date(1970, 1, 1), 1 << 20)
    assert list((Path(table.place) / "_delta_log").glob("*.checkpoint.parquet"))
    reopened = BronzeTable.open(str(tmp_path), "events")
    assert reopened.mark("a") == 120
    assert numbers_in(reopened, "a") == list(range(1, 121))
    assert len(reopened.pin().files) == 1


def test_of_two_writers_with_the_same_marks_the_second_is_refused(tmp_path: Path) -> None:
    first, second = (BronzeTable.open(str(tmp_path), "events") for _ in range(2))
    assert second.mark("a") == 0
    fill(first, 1, 3)
    with pytest.raises(CommitConflictError):
        fill(second, 1, 3)
    second.refresh()
    assert second.mark("a") == 3
    assert numbers_in(first, "a") == [1, 2, 3]


def test_writers_of_different_origins_do_not_disturb_each_other(tmp_path: Path) -> None:
    first, second = (BronzeTable.open(str(tmp_path), "events") for _ in range(2))
    assert (second.mark("a"), second.mark("b")) == (0, 0)
    fill(first, 1, 3, "a")
    fill(second, 1, 2, "b")
    assert (second.mark("a"), second.mark("b")) == (3, 2)
    assert rows_in(first)["origin"].to_list() == ["a", "a", "a", "b", "b"]


def test_a_compaction_in_between_is_no_conflict(tmp_path: Path) -> None:
    table, other = (BronzeTable.open(str(tmp_path), "events") for _ in range(2))
    fill(table, 1, 2)
    fill(table, 3, 4)
    other.refresh()
    table.compact_day(date(1970, 1, 1), 1 << 20)
    fill(other, 5, 6)
    assert numbers_in(other, "a") == [1, 2, 3, 4, 5, 6]


def test_a_pin_shows_its_version_for_ever(tmp_path: Path) -> None:
    table = BronzeTable.open(str(tmp_path), "events")
    fill(table, 1, 2)
    pin = table.pin()
    fill(table, 3, 4)
    table.compact_day(date(1970, 1, 1), 1 << 20)
    assert rows_of_pin(pin)["sequence"].to_list() == [1, 2]
    assert table.pin_at(pin.version) == pin
    assert rows_of_pin(table.pin())["sequence"].to_list() == [1, 2, 3, 4]


def test_a_version_that_never_was_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(TableUnavailableError):
        BronzeTable.open(str(tmp_path), "events").pin_at(7)


def test_replaced_rows_are_gone_for_new_readers_only(tmp_path: Path) -> None:
    table = BronzeTable.open(str(tmp_path), "events")
    fill(table, 1, 4)
    before = table.pin()
    table.replace(lost_rows("events", "a", 1, 2), {"a": 2})
    assert rows_in(table)["sequence"].to_list() == [1, 2]
    assert rows_of_pin(before)["sequence"].to_list() == [1, 2, 3, 4]
    assert table.mark("a") == 2


def test_racing_openers_all_get_the_table(tmp_path: Path) -> None:
    opened: list[BronzeTable] = []
    threads = [Thread(target=lambda: opened.append(BronzeTable.open(str(tmp_path), "clicks"))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [table.mark("a") for table in opened] == [0] * 6


def test_a_place_with_spaces_and_umlauts_works_through_and_through(tmp_path: Path) -> None:
    table = BronzeTable.open(str(tmp_path / "Käse und Brot"), "events")
    fill(table, 1, 2)
    assert all(Path(file).is_file() for file in table.pin().files)
    assert numbers_in(table, "a") == [1, 2]


def test_a_place_that_delta_would_misread_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MisconfiguredError, match="misread"):
        BronzeTable.open(str(tmp_path / "50%20off"), "events")


def test_another_table_in_the_place_is_refused(tmp_path: Path) -> None:
    EVENTS.to_frame().select("origin", "day").write_delta(tmp_path / "events")
    with pytest.raises(ForeignTableError, match="origin, day"):
        BronzeTable.open(str(tmp_path), "events")


def test_a_reader_finds_no_table_and_makes_none(tmp_path: Path) -> None:
    assert BronzeTable.find(str(tmp_path), "events") is None
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_used_a_table_ends_well(tmp_path: Path) -> None:
    script = (
        "from services.aggregator.tables.bronze import BronzeTable\n"
        "from services.aggregator.loader.rows import lost_rows\n"
        f"table = BronzeTable.open({str(tmp_path)!r}, 'events')\n"
        "table.append(lost_rows('events', 'a', 1, 9), {'a': 9})\n"
        "print(len(table.pin().files))\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout.strip()) == (0, "1"), ended.stderr
