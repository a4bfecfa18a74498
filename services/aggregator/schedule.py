"""When to publish: after every change, but never so often that loading a backlog would starve."""

from collections.abc import Callable

from plaudit.clock import Clock
from plaudit.telemetry.logs import get_logger
from services.aggregator.status import PublishedStatus
from services.aggregator.tables.bronze import Pin

LONGEST_REST_SECONDS = 60.0
BACKLOG_SHARE = 2.0
"""While records wait, loading gets this many times the seconds that a publication takes."""

Publish = Callable[[Pin, Pin], object]
"""Publishes a pinned version of clicks and of events; blocks. What was published stays when it raises."""

log = get_logger(__name__)


class Schedule:
    """Publishes versions that differ from the last ones; a failure is kept in `trouble` and tried again later."""

    def __init__(self, publish: Publish, clock: Clock, ticks: Callable[[], float]) -> None:
        self.last: PublishedStatus | None = None
        self.trouble: str | None = None
        self._publish = publish
        self._clock = clock
        self._ticks = ticks
        self._ended = 0.0
        self._failures = 0

    def shows(self, clicks_version: int, events_version: int) -> bool:
        """Whether these versions are published."""
        return self.last is not None and (self.last.clicks, self.last.events) == (clicks_version, events_version)

    def publish_due(self, clicks: Pin, events: Pin, *, behind: bool) -> None:
        """Publishes the pins if they are new and their time has come; `behind` says that more records wait."""
        if self.shows(clicks.version, events.version) or self._ticks() < self._ended + self._rest(behind=behind):
            return
        began = self._ticks()
        try:
            self._publish(clicks, events)
        except Exception as error:
            # Whatever a model meets in the data, records must still be loaded and the former file served.
            self._failures += 1
            if str(error) != self.trouble:
                log.exception("publication_failed")
            self.trouble = str(error)
        else:
            self._failures, self.trouble = 0, None
            seconds = self._ticks() - began
            self.last = PublishedStatus(clicks.version, events.version, at=self._clock(), seconds=seconds)
        self._ended = self._ticks()

    def _rest(self, *, behind: bool) -> float:
        if self._failures:
            return min(LONGEST_REST_SECONDS, 2.0**self._failures)
        return BACKLOG_SHARE * self.last.seconds if behind and self.last else 0.0
