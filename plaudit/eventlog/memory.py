"""The event log in memory: the same promises within one process, for tests."""

from collections.abc import Sequence
from concurrent.futures import Future
from threading import Lock

from plaudit.eventlog import lines
from plaudit.eventlog.protocol import Batch, LogUnavailableError, OriginState
from plaudit.events.envelope import Event, Stream
from plaudit.ids import new_origin


class MemoryLog:
    """Keeps every origin until it is released whole.

    `refusal`, while it is set, is what every append gets instead of a place: a full disk for tests.
    """

    def __init__(self) -> None:
        self.refusal: LogUnavailableError | None = None
        self._origins: dict[tuple[Stream, str], MemoryWriter] = {}

    def open_writer(self, stream: Stream, process: str) -> "MemoryWriter":
        if self.refusal is not None:
            raise self.refusal
        writer = MemoryWriter(self, new_origin(process))
        self._origins[stream, writer.origin] = writer
        return writer

    def origins(self, stream: Stream) -> list[OriginState]:
        return sorted(
            (writer.state() for (of, _), writer in self._origins.copy().items() if of == stream),
            key=lambda state: state.origin,
        )

    def read(self, stream: Stream, origin: str, after: int, limit: int) -> list[Batch]:
        writer = self._origins.get((stream, origin))
        return [] if writer is None else writer.read(after, limit)

    def release(self, stream: Stream, origin: str, through: int) -> None:
        writer = self._origins.get((stream, origin))
        if writer is not None and not writer.living and through >= writer.head:
            del self._origins[stream, origin]

    def forget(self, writer: "MemoryWriter") -> None:
        """Lets an origin that nothing was written to disappear."""
        self._origins = {place: kept for place, kept in self._origins.items() if kept is not writer}


class MemoryWriter:
    """Appends at once, on the caller's thread."""

    def __init__(self, log: MemoryLog, origin: str) -> None:
        self.origin = origin
        self.head = 0
        self.living = True
        self._log = log
        self._blocks: list[Batch] = []
        self._lock = Lock()

    def submit(self, events: Sequence[Event]) -> "Future[int]":
        answer: Future[int] = Future()
        try:
            answer.set_result(self.append(events))
        except LogUnavailableError as error:
            answer.set_exception(error)
        return answer

    def append(self, events: Sequence[Event]) -> int:
        heads, bodies = lines.encode(events)
        with self._lock:
            if self._log.refusal is not None:
                raise self._log.refusal
            if not self.living:
                raise LogUnavailableError("The log's writer is closed; open another.", reason="log_closed")
            self._blocks.append(Batch(self.origin, self.head + 1, len(events), heads, bodies))
            self.head += len(events)
            return self.head

    def is_healthy(self) -> bool:
        return self.living

    def close(self) -> None:
        self.living = False
        if self.head == 0:
            self._log.forget(self)

    def state(self) -> OriginState:
        return OriginState(self.origin, 1, self.head, self.head, self.living)

    def read(self, after: int, limit: int) -> list[Batch]:
        found: list[Batch] = []
        for block in self._blocks:
            if block.last > after:
                found.append(lines.after(block, after))
                if block.last - after >= limit:
                    break
        return lines.merge(found)
