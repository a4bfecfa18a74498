"""The relay: carries the outbox into the event log, one process at a time, whatever fails on the way."""

import fcntl
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO

from plaudit.errors import PlauditError, TransientError
from plaudit.eventlog.protocol import EventLog, LogWriter
from plaudit.registry.outbox import Outbox
from plaudit.telemetry import metrics
from plaudit.telemetry.logs import get_logger
from plaudit.telemetry.names import Counter

PROCESS = "registry"
BATCH = 500
POLL_SECONDS = 0.25
LONGEST_REST_SECONDS = 5.0

log = get_logger(__name__)


class Relay:
    """Ships on a thread of its own, at once after `wake` and otherwise every 250 ms.

    Events are appended first and marked then: a crash between appends them once more under the same ids,
    which changes nothing, because each is the whole state of its entity. Whoever has the lock file ships;
    the others wait for it.
    """

    def __init__(self, outbox: Outbox, event_log: EventLog, lock_file: Path) -> None:
        self._outbox = outbox
        self._log = event_log
        self._lock_file = lock_file
        self._lock: IO[bytes] | None = None
        self._writer: LogWriter | None = None
        self._woken = threading.Event()
        self._stopping = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="registry-relay", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Tells that there is something to ship; safe from any thread."""
        self._woken.set()

    def stop(self) -> None:
        """Ships what waits, if that goes at once, and lets go of the log and the lock."""
        self._stopping = True
        self.wake()
        if self._thread is not None:
            self._thread.join()
        with suppress(PlauditError):
            self.ship()
        self._drop_writer()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def ship(self) -> int:
        """Ships everything that waits and returns how many changes that was; 0 when another relay has the lock.

        Raises what the log or the database raises; what was not marked then is shipped again.
        """
        if not self._holds_lock():
            return 0
        count = 0
        while (found := self._outbox.unshipped(BATCH)).events:
            self._open_writer().append(found.events)
            self._outbox.mark_shipped(found.last)
            metrics.count(Counter.REGISTRY_SHIPPED, len(found.events))
            count += len(found.events)
        return count

    def _run(self) -> None:
        rest = POLL_SECONDS
        while not self._stopping:
            self._woken.wait(rest)
            self._woken.clear()
            rest = self._try_to_ship(rest)

    def _try_to_ship(self, rest: float) -> float:
        """Returns how long to rest; doubles after each failure, because nothing is lost by waiting."""
        try:
            self.ship()
        except Exception as error:  # noqa: BLE001 - the thread must outlive whatever the log or the disk does
            reason = error.reason if isinstance(error, PlauditError) else type(error).__name__
            log.warning("relay_failed", reason=reason, is_transient=isinstance(error, TransientError))
            metrics.count(Counter.REGISTRY_RELAY_FAILURES)
            self._drop_writer()
            return min(LONGEST_REST_SECONDS, rest * 2)
        return POLL_SECONDS

    def _open_writer(self) -> LogWriter:
        if self._writer is None:
            self._writer = self._log.open_writer("events", PROCESS)
        return self._writer

    def _drop_writer(self) -> None:
        """After a failure the next append gets an origin of its own: this one may have lost its disk."""
        if self._writer is not None:
            with suppress(PlauditError):
                self._writer.close()
            self._writer = None

    def _holds_lock(self) -> bool:
        if self._lock is None:
            file = self._lock_file.open("ab")
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.close()
                return False
            self._lock = file
        return True
