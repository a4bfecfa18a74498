"""What every event log promises, whichever back end holds it."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plaudit.eventlog.memory import MemoryLog
from plaudit.eventlog.protocol import EventLog, LogUnavailableError, LogWriter, records
from plaudit.events.envelope import Event
from tests.support.event_logs import a_disk_log, an_event, events, read_all, some_events

SECONDS = 20

reuse_fixtures = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=["memory", "sqlite"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> EventLog:
    logs: dict[str, Callable[[], EventLog]] = {"memory": MemoryLog, "sqlite": lambda: a_disk_log(tmp_path)}
    return logs[request.param]()


@pytest.fixture
def writer(log: EventLog) -> Iterator[LogWriter]:
    writer = log.open_writer("events", "test")
    yield writer
    writer.close()


def held(log: EventLog, writer: LogWriter) -> list[Event]:
    return [record.event for record in read_all(log, "events", writer.origin)]


def test_numbers_start_at_one_and_follow_the_order_of_appends(log: EventLog, writer: LogWriter) -> None:
    assert [writer.append([an_event(n)]) for n in (1, 2, 3)] == [1, 2, 3]
    found = read_all(log, "events", writer.origin)
    assert [(r.origin, r.sequence, r.event) for r in found] == [(writer.origin, n, an_event(n)) for n in (1, 2, 3)]


def test_events_submitted_together_get_consecutive_numbers_and_the_future_gives_the_last(writer: LogWriter) -> None:
    assert writer.submit(some_events(1, 5)).result(SECONDS) == 5
    assert writer.submit(some_events(6, 2)).result(SECONDS) == 7


def test_many_threads_leave_no_gap_and_tear_no_group(log: EventLog, writer: LogWriter) -> None:
    def submit(thread: int) -> list[int]:
        return [writer.append([an_event(thread, size=n)] * (1 + n % 4)) for n in range(50)]

    with ThreadPoolExecutor(8) as pool:
        lasts = [last for answers in pool.map(submit, range(8)) for last in answers]
    found = read_all(log, "events", writer.origin)
    assert [record.sequence for record in found] == list(range(1, len(found) + 1))
    starts = [0, *sorted(lasts)]
    assert starts[-1] == len(found)
    for start, last in pairwise(starts):
        assert len({record.event for record in found[start:last]}) == 1


def test_a_future_is_done_only_when_its_events_can_be_read(log: EventLog, writer: LogWriter) -> None:
    seen: list[int] = []

    def look(answer: "Future[int]") -> None:
        seen.append(len(read_all(log, "events", writer.origin, after=answer.result() - 1)))

    answers = [writer.submit([an_event(n)]) for n in range(1, 30)]
    for answer in answers:
        answer.add_done_callback(look)
    writer.close()
    assert len(seen) == len(answers)
    assert min(seen) >= 1


def test_a_waiter_that_fails_takes_nobody_elses_answer_with_it(writer: LogWriter) -> None:
    def fail(answer: "Future[int]") -> None:
        raise RuntimeError("the loop of the caller is closed")

    writer.submit([an_event(1)]).add_done_callback(fail)
    answers = [writer.submit([an_event(n)]) for n in (2, 3)]
    assert [answer.result(SECONDS) for answer in answers] == [2, 3]
    assert writer.is_healthy()


def test_who_stops_waiting_takes_nothing_back(log: EventLog, writer: LogWriter) -> None:
    answer = writer.submit([an_event(1)])
    assert not answer.cancel()
    writer.close()
    assert held(log, writer) == [an_event(1)]


def test_an_event_that_is_no_line_is_refused_at_once_and_harms_no_other(log: EventLog, writer: LogWriter) -> None:
    for bad in (
        Event("1", "t", "s", an_event().time, "k", b"{\n}"),
        Event("\ud800", "t", "s", an_event().time, "k", b"1"),
    ):
        with pytest.raises(ValueError):
            writer.submit([an_event(1), bad])
    with pytest.raises(ValueError):
        writer.submit([])
    assert writer.append([an_event(1)]) == 1
    assert held(log, writer) == [an_event(1)]


def test_reading_starts_after_any_number(log: EventLog, writer: LogWriter) -> None:
    for first, count in ((1, 3), (4, 1), (5, 6)):
        writer.append(some_events(first, count))
    for after in range(11):
        assert [r.sequence for r in read_all(log, "events", writer.origin, after=after)] == list(range(after + 1, 11))


def test_a_read_gives_at_least_one_record_and_about_as_many_as_asked(log: EventLog, writer: LogWriter) -> None:
    for n in range(1, 21):
        writer.append([an_event(n)])
    assert sum(batch.count for batch in log.read("events", writer.origin, 0, 1)) == 1
    assert sum(batch.count for batch in log.read("events", writer.origin, 3, 7)) == 7
    assert log.read("events", writer.origin, 20, 10) == []


def test_consecutive_commits_are_read_as_one_batch(log: EventLog, writer: LogWriter) -> None:
    for n in range(1, 6):
        writer.append([an_event(n)])
    (batch,) = log.read("events", writer.origin, 1, 100)
    assert (batch.first, batch.count, batch.last) == (2, 4, 5)
    assert batch.heads.count(b"\n") == batch.bodies.count(b"\n") == 3


def test_an_origin_that_is_not_there_has_no_records(log: EventLog) -> None:
    assert log.read("events", "nobody", 0, 10) == []
    assert log.origins("events") == []
    log.release("events", "nobody", 10)


def test_streams_are_apart(log: EventLog, writer: LogWriter) -> None:
    writer.append([an_event(1)])
    assert log.origins("clicks") == []
    assert log.read("clicks", writer.origin, 0, 10) == []


def test_every_writer_has_an_origin_of_its_own(log: EventLog, writer: LogWriter) -> None:
    other = log.open_writer("events", "test")
    writer.append(some_events(1, 2))
    other.append([an_event(9)])
    states = {state.origin: (state.oldest, state.head, state.acked) for state in log.origins("events")}
    assert states == {writer.origin: (1, 2, 2), other.origin: (1, 1, 1)}
    assert all(origin.startswith("test-") for origin in states)
    assert held(log, other) == [an_event(9)]
    other.close()


def test_an_origin_lives_until_its_writer_closes(log: EventLog, writer: LogWriter) -> None:
    writer.append([an_event(1)])
    assert [state.living for state in log.origins("events")] == [True]
    writer.close()
    assert [state.living for state in log.origins("events")] == [False]


def test_an_origin_that_nothing_was_written_to_disappears_with_its_writer(log: EventLog, writer: LogWriter) -> None:
    assert [(state.head, state.acked) for state in log.origins("events")] == [(0, 0)]
    assert log.read("events", writer.origin, 0, 10) == []
    writer.close()
    assert log.origins("events") == []


def test_closing_commits_what_is_queued(log: EventLog, writer: LogWriter) -> None:
    answers = [writer.submit(some_events(n, 3)) for n in range(100)]
    writer.close()
    assert [answer.result(0) for answer in answers] == list(range(3, 303, 3))
    assert len(held(log, writer)) == 300


def test_a_closed_writer_refuses_and_closing_twice_is_harmless(log: EventLog, writer: LogWriter) -> None:
    writer.append([an_event(1)])
    writer.close()
    writer.close()
    assert isinstance(writer.submit([an_event(2)]).exception(0), LogUnavailableError)
    with pytest.raises(LogUnavailableError):
        writer.append([an_event(2)])
    assert held(log, writer) == [an_event(1)]


def test_a_released_origin_stays_while_it_lives_and_then_goes(log: EventLog, writer: LogWriter) -> None:
    writer.append(some_events(1, 3))
    log.release("events", writer.origin, 3)
    assert len(log.origins("events")) == 1
    writer.append([an_event(4)])
    writer.close()
    log.release("events", writer.origin, 4)
    assert log.origins("events") == []
    assert log.read("events", writer.origin, 0, 10) == []


def test_what_was_not_released_stays(log: EventLog, writer: LogWriter) -> None:
    writer.append(some_events(1, 3))
    writer.append([an_event(4)])
    writer.close()
    log.release("events", writer.origin, 3)
    assert [(state.head, state.living) for state in log.origins("events")] == [(4, False)]
    assert [r.event for r in read_all(log, "events", writer.origin, after=3)] == [an_event(4)]


@reuse_fixtures
@given(batches=st.lists(st.lists(events, min_size=1, max_size=6), min_size=1, max_size=6), data=st.data())
def test_whatever_is_appended_is_read_from_anywhere(
    log: EventLog, batches: list[list[Event]], data: st.DataObject
) -> None:
    writer = log.open_writer("clicks", "test")
    for batch in batches:
        writer.append(batch)
    writer.close()
    expected = [event for batch in batches for event in batch]
    after = data.draw(st.integers(0, len(expected)))
    limit = data.draw(st.integers(1, len(expected) + 1))
    found = read_all(log, "clicks", writer.origin, after=after, limit=limit)
    assert [record.event for record in found] == expected[after:]
    assert [record.sequence for record in found] == list(range(after + 1, len(expected) + 1))
    assert all(records(batch)[0].sequence == batch.first for batch in log.read("clicks", writer.origin, after, limit))
