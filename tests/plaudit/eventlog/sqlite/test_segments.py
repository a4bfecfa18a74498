"""A log grows in segments; what was released goes segment by segment once it is old enough."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from plaudit.clock import system_clock
from plaudit.eventlog.sqlite.committer import Sizes
from plaudit.eventlog.sqlite.log import SqliteLog
from plaudit.eventlog.sqlite.writer import SqliteWriter
from tests.support.event_logs import a_disk_log, an_event, read_all

SMALL = Sizes(segment=8 << 10, wal=4 << 10)


def shifted(**by: float) -> Callable[[], datetime]:
    """A clock that runs ahead of the file system's."""
    return lambda: system_clock() + timedelta(**by)


def grow(writer: SqliteWriter, records: int) -> None:
    for n in range(1, records + 1):
        writer.append([an_event(n, size=1000)])


def segments(folder: Path) -> list[Path]:
    return sorted(folder.glob("log/events/*/*.sqlite"))


def numbers(log: SqliteLog, origin: str, after: int = 0) -> list[int]:
    return [record.sequence for record in read_all(log, "events", origin, after=after)]


def test_segments_are_read_as_one_log_from_any_number(tmp_path: Path) -> None:
    log = a_disk_log(tmp_path, sizes=SMALL)
    writer = log.open_writer("events", "test")
    grow(writer, 60)
    assert len(segments(tmp_path)) > 4
    for after in range(61):
        assert numbers(log, writer.origin, after) == list(range(after + 1, 61))
    (batch,) = log.read("events", writer.origin, 7, 1000)
    assert (batch.first, batch.last) == (8, 60)
    writer.close()


def test_released_segments_of_a_living_origin_go_but_for_its_last(tmp_path: Path) -> None:
    log = a_disk_log(tmp_path, sizes=SMALL)
    writer = log.open_writer("events", "test")
    grow(writer, 60)
    log.release("events", writer.origin, 30)
    (state,) = log.origins("events")
    assert 15 < state.oldest <= 31
    assert numbers(log, writer.origin, 30) == list(range(31, 61))
    log.release("events", writer.origin, 60)
    assert len(segments(tmp_path)) == 1
    (state,) = log.origins("events")
    assert state.head == 60
    assert writer.append([an_event(61)]) == 61
    assert numbers(log, writer.origin, 60) == [61]
    writer.close()


def test_reading_before_the_oldest_number_starts_at_the_oldest(tmp_path: Path) -> None:
    log = a_disk_log(tmp_path, sizes=SMALL)
    writer = log.open_writer("events", "test")
    grow(writer, 40)
    log.release("events", writer.origin, 20)
    (state,) = log.origins("events")
    assert numbers(log, writer.origin) == list(range(state.oldest, 41))
    writer.close()


def test_released_segments_are_kept_for_the_retention(tmp_path: Path) -> None:
    log = a_disk_log(tmp_path, sizes=SMALL, keep=timedelta(hours=1), clock=shifted(minutes=59))
    writer = log.open_writer("events", "test")
    grow(writer, 60)
    there = segments(tmp_path)
    log.release("events", writer.origin, 60)
    writer.close()
    log.release("events", writer.origin, 60)
    assert segments(tmp_path) == there
    later = a_disk_log(tmp_path, keep=timedelta(hours=1), clock=shifted(minutes=61))
    later.release("events", writer.origin, 60)
    assert list((tmp_path / "log" / "events").iterdir()) == []
    assert later.origins("events") == []


def test_a_segment_that_is_missing_in_the_middle_is_a_gap_between_batches(tmp_path: Path) -> None:
    log = a_disk_log(tmp_path, sizes=SMALL)
    writer = log.open_writer("events", "test")
    grow(writer, 40)
    writer.close()
    segments(tmp_path)[1].unlink()
    before, behind = log.read("events", writer.origin, 0, 1000)
    assert before.first == 1
    assert behind.first > before.last + 1
    assert behind.last == 40


def test_what_a_crash_left_half_made_is_swept_by_the_next_start(tmp_path: Path) -> None:
    litter = tmp_path / "log" / "events" / ".test-0123"
    litter.mkdir(parents=True)
    (litter / "acked").write_text("0")
    log = a_disk_log(tmp_path)
    assert log.origins("events") == []
    log.open_writer("events", "test").close()
    assert litter.exists()
    a_disk_log(tmp_path, clock=shifted(hours=1)).open_writer("events", "test").close()
    assert not litter.exists()


def test_an_origin_that_another_process_released_is_gone_for_everyone(tmp_path: Path) -> None:
    log, other = a_disk_log(tmp_path), a_disk_log(tmp_path)
    writer = log.open_writer("events", "test")
    grow(writer, 3)
    writer.close()
    assert len(log.origins("events")) == len(other.origins("events")) == 1
    other.release("events", writer.origin, 3)
    assert log.origins("events") == []
    assert log.read("events", writer.origin, 0, 10) == []
