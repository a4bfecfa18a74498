"""What a commit wrote is on the disk before the log may forget it."""

import errno
import os
from pathlib import Path

import pytest

from services.aggregator.loader.rows import lost_rows
from services.aggregator.tables.bronze import BronzeTable
from services.aggregator.tables.durability import SyncFailedError
from tests.support.tables import numbers_in


def commits(table: BronzeTable) -> list[Path]:
    return sorted((Path(table.place) / "_delta_log").glob("*.json"))


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that were synced, in order."""
    paths: list[str] = []
    fsync = os.fsync

    def note(handle: int) -> None:
        paths.append(str(Path(f"/proc/self/fd/{handle}").readlink()) if Path("/proc").exists() else "")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", note)
    return paths


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the paths of open files are read from /proc")
def test_data_is_synced_before_the_commit_that_names_it_and_directories_after(
    tmp_path: Path, synced: list[str]
) -> None:
    table = BronzeTable.open(str(tmp_path), "events")
    synced.clear()
    table.append(lost_rows("events", "a", 1, 2), {"a": 2})
    [data] = table.pin().files
    commit = str(commits(table)[-1])
    assert synced == [data, commit, str(Path(commit).parent), str(Path(data).parent)]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the paths of open files are read from /proc")
def test_commits_of_others_and_compactions_are_synced_too(tmp_path: Path, synced: list[str]) -> None:
    table, other = (BronzeTable.open(str(tmp_path), "events") for _ in range(2))
    other.append(lost_rows("events", "b", 1, 2), {"b": 2})
    synced.clear()
    table.append(lost_rows("events", "a", 1, 2), {"a": 2})
    assert {str(commit) for commit in commits(table)[1:]} <= set(synced)


def test_what_a_killed_process_left_is_synced_at_the_start(tmp_path: Path, synced: list[str]) -> None:
    BronzeTable.open(str(tmp_path), "events").append(lost_rows("events", "a", 1, 2), {"a": 2})
    synced.clear()
    BronzeTable.open(str(tmp_path), "events")
    assert len(synced) >= 4


def test_a_disk_that_refuses_ends_the_trust_of_this_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = BronzeTable.open(str(tmp_path), "events")

    def fail(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(SyncFailedError, match="check the disk"):
        table.append(lost_rows("events", "a", 1, 2), {"a": 2})


@pytest.mark.parametrize("left", [0, 1, 50])
def test_a_commit_that_a_power_cut_left_half_is_dropped_and_its_records_come_again(tmp_path: Path, left: int) -> None:
    table = BronzeTable.open(str(tmp_path), "events")
    table.append(lost_rows("events", "a", 1, 2), {"a": 2})
    table.append(lost_rows("events", "a", 3, 4), {"a": 4})
    newest = commits(table)[-1]
    newest.write_bytes(newest.read_bytes()[:left])
    reopened = BronzeTable.open(str(tmp_path), "events")
    assert reopened.mark("a") == 2
    reopened.append(lost_rows("events", "a", 3, 4), {"a": 4})
    assert numbers_in(reopened, "a") == [1, 2, 3, 4]
