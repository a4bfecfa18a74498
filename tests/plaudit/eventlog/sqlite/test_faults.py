"""What the writer answers when the disk is full or fails, and what is in the log afterwards."""

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from plaudit.eventlog.protocol import LogFullError, LogUnavailableError, LogWriter
from plaudit.eventlog.sqlite.committer import Sizes
from tests.support.event_logs import a_disk_log, an_event, read_all, some_events
from tests.support.faults import answers, failing, needs_strace

FIRST_SYNC = 3
"""The writer's thread syncs the header of the WAL and its directory before it syncs its first commit."""
NINTH_MARK = 28
"""Its writes: the header of the WAL, then for each small commit head and page of a frame, and the mark.

The thread that makes the origin writes 26 times; calls are counted for each thread, so later ones meet commits only.
"""


def numbers_and_ids(folder: Path) -> list[tuple[int, str]]:
    log = a_disk_log(folder)
    (state,) = log.origins("events")
    return [(record.sequence, record.event.id) for record in read_all(log, "events", state.origin)]


@needs_strace
def test_a_full_disk_refuses_without_a_gap_and_heals_alone(tmp_path: Path) -> None:
    said = answers(tmp_path, count=15, under=failing("pwrite64", "ENOSPC", f"{NINTH_MARK + 1}..{NINTH_MARK + 3}"))
    assert said == [*"123456789", *["log_full"] * 3, *["10", "11", "12"], "healthy"]
    kept = [*range(1, 10), 13, 14, 15]
    assert numbers_and_ids(tmp_path) == [(number, f"id-{event}") for number, event in enumerate(kept, 1)]


@needs_strace
@pytest.mark.parametrize("commit", [0, 1, 4])
def test_after_a_failed_sync_nothing_is_acknowledged_any_more(tmp_path: Path, commit: int) -> None:
    said = answers(tmp_path, count=8, under=failing("fdatasync", "EIO", str(FIRST_SYNC + commit)))
    assert said == [*[str(n) for n in range(1, commit + 1)], *["log_broken"] * (8 - commit), "broken"]
    (state,) = a_disk_log(tmp_path).origins("events")
    assert state.acked == commit <= state.head


@needs_strace
def test_a_failed_sync_of_a_checkpoint_ends_acknowledging_too(tmp_path: Path) -> None:
    said = answers(tmp_path, count=8, size=1 << 20, under=failing("fdatasync", "EIO", "6"))
    assert said == ["1", "2", *["log_broken"] * 6, "broken"]
    assert numbers_and_ids(tmp_path) == [(1, "id-1"), (2, "id-2")]


@needs_strace
@pytest.mark.parametrize(
    ("error", "refusal", "after", "health"),
    [("ENOSPC", "log_full", "10", "healthy"), ("EIO", "log_broken", "log_broken", "broken")],
)
def test_what_is_durable_without_its_mark_is_not_acknowledged(
    tmp_path: Path, error: str, refusal: str, after: str, health: str
) -> None:
    said = answers(tmp_path, count=10, under=failing("pwrite64", error, str(NINTH_MARK)))
    assert said == [*"12345678", refusal, after, health]
    assert numbers_and_ids(tmp_path)[8] == (9, "id-9")


def test_a_file_size_limit_is_a_full_disk(tmp_path: Path) -> None:
    said = answers(tmp_path, count=30, size=4000, under=["sh", "-c", 'ulimit -f 160; exec "$@"', "-"])
    acked = [answer for answer in said if answer.isdigit()]
    assert 0 < len(acked) < 30
    assert set(said[len(acked) : -1]) == {"log_full"}
    assert said[-1] == "healthy"
    assert [number for number, _ in numbers_and_ids(tmp_path)] == list(range(1, len(acked) + 1))


def append_until_full(writer: LogWriter) -> int:
    """The last number that was acknowledged."""
    acked = 0
    while True:
        try:
            acked = writer.append([an_event(acked + 1, size=3000)])
        except LogFullError:
            return acked


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a small tmpfs needs root")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def test_a_disk_that_fills_refuses_and_takes_again_once_there_is_space(small_disk: Path) -> None:
    log = a_disk_log(small_disk)
    writer = log.open_writer("events", "test")
    acked = append_until_full(writer)
    refused = [writer.submit(some_events(1, 3, size=3000)) for _ in range(5)]
    assert all(isinstance(answer.exception(10), LogFullError) for answer in refused)
    assert writer.is_healthy()
    subprocess.run(["mount", "-o", "remount,size=4m", small_disk], check=True)
    assert writer.append(some_events(1, 3)) == acked + 3
    writer.close()
    (state,) = log.origins("events")
    assert (state.head, state.acked) == (acked + 3, acked + 3)
    assert len(read_all(log, "events", state.origin)) == acked + 3


def test_a_disk_that_is_full_at_the_start_has_no_place_for_a_writer(small_disk: Path) -> None:
    filler = small_disk / "filler"
    with pytest.raises(OSError), filler.open("wb") as file:
        file.write(b"\0" * (1 << 20))
    log = a_disk_log(small_disk)
    with pytest.raises(LogUnavailableError):
        log.open_writer("events", "test")
    assert log.origins("events") == []
    filler.unlink()
    log.open_writer("events", "test").close()


def lowest_free_descriptor() -> int:
    descriptor = os.open(os.devnull, os.O_RDONLY)
    os.close(descriptor)
    return descriptor


def test_without_a_descriptor_for_the_next_segment_the_old_one_stays_in_use(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = a_disk_log(tmp_path, sizes=Sizes(segment=4096, wal=1024))
    writer = log.open_writer("events", "test")
    writer.append([an_event(1, size=500)])
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest_free_descriptor(), hard))
    try:
        assert [writer.append([an_event(n, size=2000)]) for n in range(2, 9)] == list(range(2, 9))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    writer.close()
    assert "could not be tidied" in caplog.text
    assert [record.sequence for record in read_all(log, "events", writer.origin)] == list(range(1, 9))


def test_a_log_that_is_removed_under_its_writer_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plaudit.eventlog.sqlite.committer.WATCH_SECONDS", 0.0)
    writer = a_disk_log(tmp_path).open_writer("events", "test")
    writer.append([an_event(1)])
    shutil.rmtree(tmp_path / "log")
    refusals = [writer.submit([an_event(n)]).exception(10) for n in (2, 3, 4)]
    assert isinstance(refusals[-1], LogUnavailableError)
    assert not writer.is_healthy()
    writer.close()
