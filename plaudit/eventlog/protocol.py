"""What an event log promises, whichever back end holds it."""

from collections.abc import Sequence
from concurrent.futures import Future
from datetime import datetime
from typing import Protocol

import msgspec

from plaudit.errors import PermanentError, TransientError
from plaudit.events.envelope import Event, Record, Stream


class LogUnavailableError(TransientError):
    """The events were not acknowledged. Nothing of them is in the log, unless only the acked mark failed."""

    reason = "log_unavailable"


class LogFullError(LogUnavailableError):
    """There is no space left for the events."""

    reason = "log_full"


class LogDamagedError(PermanentError):
    """Something that was durable reads otherwise than it was written, or not at all."""

    reason = "log_damaged"


class Heads(msgspec.Struct, frozen=True, gc=False):
    """Attributes of one record as they lie in a batch's `heads`, one JSON object a line."""

    id: str
    type: str
    source: str
    time: str
    key: str


class Batch(msgspec.Struct, frozen=True, gc=False):
    """Consecutive records of one origin, as bytes that a columnar reader takes at once.

    Record `first + i` has line i of `heads` (JSON of `Heads`) as attributes and line i of `bodies` as data.
    Neither ends in a line break; both have `count` lines.
    """

    origin: str
    first: int
    count: int
    heads: bytes
    bodies: bytes

    @property
    def last(self) -> int:
        return self.first + self.count - 1


class OriginState(msgspec.Struct, frozen=True, gc=False):
    """What is there of an origin: numbers `oldest`..`head` are kept, `acked` was acknowledged.

    `head` 0 means that nothing was written yet. `acked` > `head` means that the log was cut, or that
    nobody can tell any more whether it was. `living` is true while its writing process holds it.
    """

    origin: str
    oldest: int
    head: int
    acked: int
    living: bool


class LogWriter(Protocol):
    """The one writer of one origin; safe to call from several threads and from an event loop."""

    @property
    def origin(self) -> str: ...

    def submit(self, events: Sequence[Event]) -> "Future[int]":
        """Queues the events to be committed together and returns at once.

        They get consecutive numbers. The future resolves to the last of them once they are durable, or to
        LogUnavailableError, after which they are not acknowledged: the sender repeats them. It can't be
        cancelled, and its callbacks run on the writer's thread. Handing over many events at once is cheapest:
        one future, one wake-up of its waiter.
        Raises ValueError for no events, data with a line break, or an attribute with a lone surrogate.
        """
        ...

    def append(self, events: Sequence[Event]) -> int:
        """Blocks until the events are durable and returns the number of the last."""
        ...

    def is_healthy(self) -> bool:
        """False once a commit failed in a way that no later one heals; the process should restart."""
        ...

    def close(self) -> None:
        """Commits what is queued and lets go of the origin."""
        ...


class EventLog(Protocol):
    """A log of two streams, each a set of origins."""

    def open_writer(self, stream: Stream, process: str) -> LogWriter:
        """Mints an origin for a writing process. Raises LogUnavailableError when there is no place for it."""
        ...

    def origins(self, stream: Stream) -> list[OriginState]:
        """Every origin that is still there, living or left behind, by name.

        Raises LogUnavailableError when it can't be told now.
        """
        ...

    def read(self, stream: Stream, origin: str, after: int, limit: int) -> list[Batch]:
        """Batches with the records after a number, at least one record if there is any, about `limit`.

        Numbers inside a batch have no gap; those between batches only when something was lost. The first is
        `after + 1` unless that is gone. Raises LogDamagedError or LogUnavailableError.
        """
        ...

    def release(self, stream: Stream, origin: str, through: int) -> None:
        """Says that the numbers up to `through` are kept elsewhere: the log may drop them when it likes.

        Called again and again, also for origins that are long read to their end, because the log forgets the
        saying. A dead origin that is released whole disappears from `origins`.
        """
        ...


def records(batch: Batch) -> list[Record]:
    """The records of a batch one by one, for readers that are not columnar."""
    heads = msgspec.json.decode(b"[" + batch.heads.replace(b"\n", b",") + b"]", type=list[Heads])
    return [
        Record(
            batch.origin, batch.first + i, Event(h.id, h.type, h.source, datetime.fromisoformat(h.time), h.key, body)
        )
        for i, (h, body) in enumerate(zip(heads, batch.bodies.split(b"\n"), strict=True))
    ]
