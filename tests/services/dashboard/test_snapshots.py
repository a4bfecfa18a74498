"""One snapshot a request, old or new, never half, whatever is swapped meanwhile."""

import threading
from pathlib import Path

import duckdb
import pytest

from services.dashboard.snapshots import NothingPublishedError, Snapshots

BOTH = "SELECT (SELECT generation FROM first) AS first, (SELECT generation FROM second) AS second"


def publish(file: Path, generation: int) -> None:
    draft = file.with_name(f"draft-{generation}.duckdb")
    with duckdb.connect(str(draft)) as connection:
        connection.execute(f"CREATE TABLE first AS SELECT {generation} AS generation")
        connection.execute(f"CREATE TABLE second AS SELECT {generation} AS generation")
    draft.replace(file)


def test_a_swapped_file_is_seen_by_the_next_request(tmp_path: Path) -> None:
    file = tmp_path / "analytics.duckdb"
    snapshots = Snapshots(file)
    for generation in range(3):
        publish(file, generation)
        with snapshots.read() as snapshot:
            assert snapshot.row(BOTH) == {"first": generation, "second": generation}
    snapshots.close()


def test_a_request_keeps_its_snapshot_while_the_file_is_swapped(tmp_path: Path) -> None:
    file = tmp_path / "analytics.duckdb"
    publish(file, 1)
    snapshots = Snapshots(file)
    with snapshots.read() as snapshot:
        publish(file, 2)
        assert snapshot.row(BOTH) == {"first": 1, "second": 1}
    with snapshots.read() as snapshot:
        assert snapshot.row(BOTH) == {"first": 2, "second": 2}
    snapshots.close()


def test_readers_during_swaps_never_see_half_and_never_go_back(tmp_path: Path) -> None:
    file = tmp_path / "analytics.duckdb"
    publish(file, 0)
    snapshots, done = Snapshots(file), threading.Event()
    seen: list[list[tuple[int, int]]] = [[] for _ in range(4)]

    def look(found: list[tuple[int, int]]) -> None:
        while not done.is_set():
            with snapshots.read() as snapshot:
                row = snapshot.row(BOTH) or {}
                found.append((row["first"], row["second"]))

    readers = [threading.Thread(target=look, args=(found,)) for found in seen]
    for reader in readers:
        reader.start()
    for generation in range(1, 16):
        publish(file, generation)
    with snapshots.read() as snapshot:
        assert snapshot.row(BOTH) == {"first": 15, "second": 15}
    done.set()
    for reader in readers:
        reader.join()
    for found in seen:
        assert all(first == second for first, second in found)
        assert found == sorted(found)
    snapshots.close()


def test_a_file_that_is_no_database_is_said_not_to_be_readable(tmp_path: Path) -> None:
    file = tmp_path / "analytics.duckdb"
    file.write_bytes(b"half a file")
    with pytest.raises(NothingPublishedError, match="can't be read"), Snapshots(file).read():
        pass


def test_a_reader_waits_for_nobody_when_a_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(NothingPublishedError, match="Nothing is published yet"), Snapshots(tmp_path / "none").read():
        pass
