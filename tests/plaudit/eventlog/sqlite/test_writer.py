"""The writer's queue is bounded, idles for free, and outlives its callers' mistakes."""

import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from threading import Event as Signal

import pytest

from plaudit.errors import MisconfiguredError
from plaudit.eventlog.protocol import LogUnavailableError
from plaudit.eventlog.sqlite.committer import Sizes
from plaudit.eventlog.sqlite.log import SqliteLog, open_log
from plaudit.eventlog.sqlite.queue import Submission, SubmissionQueue
from plaudit.eventlog.sqlite.writer import SqliteWriter
from plaudit.settings import load_settings
from tests.support.event_logs import a_disk_log, an_event, read_all, some_events

SECONDS = 20


@pytest.fixture
def log(tmp_path: Path) -> SqliteLog:
    return a_disk_log(tmp_path, sizes=Sizes(queue=20_000))


@pytest.fixture
def writer(log: SqliteLog) -> Iterator[SqliteWriter]:
    writer = log.open_writer("events", "test")
    yield writer
    writer.close()


def test_a_full_queue_refuses_at_once_and_takes_again_when_it_is_drained(log: SqliteLog, writer: SqliteWriter) -> None:
    stalled, go = Signal(), Signal()

    def stall(answer: "Future[int]") -> None:
        stalled.set()
        go.wait(SECONDS)

    writer.submit([an_event(1)]).add_done_callback(stall)
    assert stalled.wait(SECONDS)
    answers = [writer.submit([an_event(n, size=1000)]) for n in range(2, 102)]
    assert answers[-1].done()
    go.set()
    refused = [answer.exception(SECONDS) for answer in answers]
    taken = refused.count(None)
    assert 15 < taken < 25
    assert {type(error) for error in refused[taken:]} == {LogUnavailableError}
    assert writer.append([an_event(300)]) == taken + 2
    assert writer.is_healthy()


def test_a_submission_larger_than_the_queue_is_taken_when_nothing_waits(log: SqliteLog, writer: SqliteWriter) -> None:
    assert writer.append(some_events(1, 100, size=1000)) == 100
    assert len(read_all(log, "events", writer.origin)) == 100


def test_a_group_has_a_size_and_tears_no_submission() -> None:
    queue = SubmissionQueue(bound=10_000, group_bytes=100)
    for n in range(5):
        assert queue.put(Submission(b"h" * 10, b"%d" % n * 50, 1, Future())) is None
    assert [[s.bodies[:1] for s in queue.take()] for _ in range(3)] == [[b"0", b"1"], [b"2", b"3"], [b"4"]]
    queue.close(LogUnavailableError("closed"))
    assert queue.take() == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the CPU time of one thread")
def test_an_idle_writer_costs_nothing(writer: SqliteWriter) -> None:
    writer.append([an_event(1)])
    (thread,) = [thread for thread in threading.enumerate() if thread.name == f"log-{writer.origin}"]
    clock = time.pthread_getcpuclockid(thread.ident or 0)
    time.sleep(0.05)
    before = time.clock_gettime(clock)
    time.sleep(0.3)
    assert time.clock_gettime(clock) == before


@pytest.mark.parametrize("place", ["log", "log/events"])
def test_a_data_directory_that_cannot_be_used_is_said_in_one_sentence(tmp_path: Path, place: str) -> None:
    (tmp_path / place).parent.mkdir(exist_ok=True)
    (tmp_path / place).write_text("a file stands where a directory is needed")
    with pytest.raises(MisconfiguredError, match="make a directory there"):
        open_log(load_settings({}, data_dir=tmp_path)).open_writer("events", "test")


def test_a_missing_data_directory_is_not_made_in_silence(tmp_path: Path) -> None:
    log = open_log(load_settings({}, data_dir=tmp_path / "mistyped"))
    assert log.origins("events") == []
    with pytest.raises(MisconfiguredError):
        log.open_writer("events", "test")
    assert not (tmp_path / "mistyped").exists()
