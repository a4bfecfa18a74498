"""Events to append, and what a log holds of them, for tests of and around the event log."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st

from plaudit.clock import Clock, system_clock
from plaudit.eventlog.protocol import EventLog, records
from plaudit.eventlog.sqlite import SqliteLog
from plaudit.eventlog.sqlite.committer import Sizes
from plaudit.events.envelope import Event, Record, Stream

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
bodies = st.binary(max_size=60).map(lambda data: data.replace(b"\n", b" "))
instants = st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
events = st.builds(Event, texts, texts, texts, instants, texts, bodies)


def an_event(number: int = 1, *, size: int = 0) -> Event:
    """The `number`-th event of a test; its data holds the number and is at least `size` bytes long."""
    data = b'{"number":%d,"padding":"%s"}' % (number, b"x" * size)
    return Event(f"id-{number}", "plaudit.cost.v1", "plaudit/test", NOON + timedelta(seconds=number), f"{number}", data)


def some_events(first: int, count: int, *, size: int = 0) -> list[Event]:
    return [an_event(number, size=size) for number in range(first, first + count)]


def read_all(log: EventLog, stream: Stream, origin: str, *, after: int = 0, limit: int = 1000) -> list[Record]:
    """Every record after a number, fetched as a loader does: again and again until there is no more."""
    found: list[Record] = []
    while batches := log.read(stream, origin, after, limit):
        found += [record for batch in batches for record in records(batch)]
        after = batches[-1].last
    return found


def a_disk_log(
    folder: Path, *, keep: timedelta = timedelta(0), clock: Clock = system_clock, sizes: Sizes | None = None
) -> SqliteLog:
    """A log on disk that drops what was released at once."""
    return SqliteLog(folder / "log", keep=keep, clock=clock, sizes=sizes)
