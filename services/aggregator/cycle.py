"""The aggregator's one loop: load what is new, publish it, keep the tables tidy, say how it stands."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event
from typing import NamedTuple

import msgspec

from plaudit.clock import Clock
from plaudit.errors import PlauditError
from plaudit.telemetry.logs import get_logger
from services.aggregator.chores import Chore
from services.aggregator.loader.stream_loader import StreamLoader
from services.aggregator.schedule import Schedule
from services.aggregator.status import HeldStatus, OriginStatus, Status, StreamStatus, write_status
from services.aggregator.tables.durability import SyncFailedError

HEARTBEAT_SECONDS = 1.0

log = get_logger(__name__)


class Lane(NamedTuple):
    """One stream: its loader, and what is done for it every now and then."""

    loader: StreamLoader
    chores: Sequence[Chore]


class Aggregator:
    """Loads both streams and publishes; the only user of its tables' objects, on one thread."""

    def __init__(
        self,
        clicks: Lane,
        events: Lane,
        schedule: Schedule,
        *,
        data_dir: Path,
        interval: float,
        clock: Clock,
        ticks: Callable[[], float],
    ) -> None:
        self._clicks, self._events = clicks, events
        self._schedule = schedule
        self._data_dir = data_dir
        self._interval = interval
        self._clock, self._ticks = clock, ticks
        self._troubles: dict[str, str] = {}
        self._started_at = clock()
        self._written: Status | None = None
        self._written_at = 0.0

    @property
    def lanes(self) -> tuple[Lane, Lane]:
        return self._clicks, self._events

    def run(self, stop: Event) -> None:
        """Takes turns until `stop` is set, then a last one for what came in meanwhile.

        Raises SyncFailedError: only a new process may trust the disk again.
        """
        self._write_status()
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
        self._schedule.publish_due(self._clicks.loader.table.pin(), self._events.loader.table.pin(), behind=behind)
        self._write_status()
        return behind

    def status(self) -> Status:
        streams = {lane.loader.stream: lane.loader for lane in self.lanes}
        held = [held for loader in streams.values() for held in _held(loader)]
        troubles = self._troubles | ({"publication": self._schedule.trouble} if self._schedule.trouble else {})
        waiting = sum(position.waiting for loader in streams.values() for position in loader.positions.values())
        versions = self._clicks.loader.table.version, self._events.loader.table.version
        is_ready = self._schedule.last is not None and not held and not troubles
        return Status(
            pid=os.getpid(),
            started_at=self._started_at,
            updated_at=self._clock(),
            ready=is_ready,
            complete=is_ready and waiting == 0 and self._schedule.shows(*versions),
            streams={stream: _stream(loader) for stream, loader in streams.items()},
            held=held,
            published=self._schedule.last,
            troubles=troubles,
        )

    def _load(self, lane: Lane) -> bool:
        """One step of a stream; what fails for now is named in the status and tried again in the next turn."""
        stream = lane.loader.stream
        try:
            step = lane.loader.step()
            for chore in lane.chores:
                chore.run_due(self._ticks())
        except SyncFailedError:
            raise
        except (PlauditError, OSError) as error:
            if self._troubles.get(stream) != str(error):
                log.exception("loading_failed", stream=stream)
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
