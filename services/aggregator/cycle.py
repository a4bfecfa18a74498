"""The aggregator's one loop: load what is new, publish it, keep the tables tidy, say how it stands."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event
from typing import NamedTuple

import msgspec

from plaudit.clock import Clock
from plaudit.errors import TransientError
from plaudit.telemetry.logs import get_logger
from services.aggregator.loader.stream_loader import StreamLoader
from services.aggregator.publication import Publication
from services.aggregator.status import HeldStatus, OriginStatus, Status, StreamStatus, write_status
from services.aggregator.tables.snapshot import Snapshot
from services.aggregator.tables.upkeep import Upkeep

HEARTBEAT_SECONDS = 1.0

log = get_logger(__name__)


class Lane(NamedTuple):
    """One stream: its loader and the upkeep of its table."""

    loader: StreamLoader
    upkeep: Upkeep


class Aggregator:
    """Loads both streams and publishes; the only user of its tables' objects, on one thread."""

    def __init__(
        self,
        clicks: Lane,
        events: Lane,
        publication: Publication,
        *,
        data_dir: Path,
        interval: float,
        clock: Clock,
        ticks: Callable[[], float],
    ) -> None:
        self._clicks, self._events = clicks, events
        self._publication = publication
        self._data_dir = data_dir
        self._interval = interval
        self._clock, self._ticks = clock, ticks
        self._troubles: dict[str, str] = {}
        self._started_at = clock()
        self._written: Status | None = None
        self._written_at = 0.0

    @property
    def lanes(self) -> Sequence[Lane]:
        return self._clicks, self._events

    def run(self, stop: Event) -> None:
        """Takes turns until `stop` is set, then a last one for what came in meanwhile.

        Raises OSError when the disk refuses to sync: only a new process may trust it again.
        """
        while not stop.is_set():
            began = self._ticks()
            if not self.turn():
                stop.wait(max(0.0, self._interval - (self._ticks() - began)))
        self.turn()

    def turn(self) -> bool:
        """One round; true when more records wait and the next should follow at once."""
        behind = False
        for lane in self.lanes:
            behind |= self._load(lane)
        self._publication.run_due(self.snapshot(), behind=behind)
        self._write_status()
        return behind

    def snapshot(self) -> Snapshot:
        """The versions that the loaders stand on, and how far they hold every origin."""
        marks = {
            origin: position.mark for lane in self.lanes for origin, position in lane.loader.positions.items()
        }
        return Snapshot(self._clicks.loader.table.pin(), self._events.loader.table.pin(), marks)

    def status(self) -> Status:
        streams = {lane.loader.stream: lane.loader for lane in self.lanes}
        held = [held for loader in streams.values() for held in _held(loader)]
        troubles = self._troubles | ({"publication": self._publication.trouble} if self._publication.trouble else {})
        waiting = sum(position.waiting for loader in streams.values() for position in loader.positions.values())
        versions = self._clicks.loader.table.version, self._events.loader.table.version
        return Status(
            pid=os.getpid(),
            started_at=self._started_at,
            updated_at=self._clock(),
            ready=not held and not troubles,
            complete=not held and not troubles and waiting == 0 and self._publication.shows(versions),
            streams={stream: _stream(loader) for stream, loader in streams.items()},
            held=held,
            published=self._publication.last,
            troubles=troubles,
        )

    def _load(self, lane: Lane) -> bool:
        """One step of a stream; what fails for now is named in the status and tried again in the next turn."""
        stream = lane.loader.stream
        try:
            step = lane.loader.step()
            lane.upkeep.run_due(self._ticks())
        except TransientError as error:
            if self._troubles.get(stream) != str(error):
                log.error("loading_failed", stream=stream, reason=error.reason, why=str(error))
            self._troubles[stream] = str(error)
            return False
        self._troubles.pop(stream, None)
        return step.has_more

    def _write_status(self) -> None:
        """Writes when something changed, and once a second as a sign of life."""
        status = self.status()
        told = self._written and msgspec.structs.replace(self._written, updated_at=status.updated_at)
        if told != status or self._ticks() - self._written_at >= HEARTBEAT_SECONDS:
            self._written, self._written_at = status, self._ticks()
            try:
                write_status(self._data_dir, status)
            except OSError as error:
                log.warning("status_not_written", why=str(error))


def _held(loader: StreamLoader) -> list[HeldStatus]:
    return [
        HeldStatus(
            loader.stream,
            holding.origin,
            holding.reason,
            holding.sentence,
            holding.hole.first if holding.hole else None,
            holding.hole.last if holding.hole else None,
        )
        for holding in loader.held.values()
    ]


def _stream(loader: StreamLoader) -> StreamStatus:
    origins = {
        name: OriginStatus(position.mark, position.head, position.living) for name, position in loader.positions.items()
    }
    return StreamStatus(loader.table.version, loader.records, loader.rejected, origins)
