"""Keeps the salts of visitor keys: mints them in time and destroys them in time, whatever the clock does."""

import threading
from datetime import date

from plaudit.clock import Clock
from plaudit.errors import PlauditError
from plaudit.registry.salts import Salts
from plaudit.telemetry.logs import get_logger

LOOK_SECONDS = 0.25

log = get_logger(__name__)


class SaltKeeper:
    """A thread that looks at the clock four times a second and at the database once a day."""

    def __init__(self, salts: Salts, clock: Clock, days_ahead: int) -> None:
        self._salts = salts
        self._clock = clock
        self._days_ahead = days_ahead
        self._kept_on: date | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="salt-keeper", daemon=True)

    def start(self) -> None:
        """Keeps them once before it returns, if the registry answers."""
        self.keep_if_due()
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def keep_if_due(self) -> None:
        today = self._clock().date()
        if today == self._kept_on:
            return
        try:
            self._salts.keep(self._days_ahead)
            self._kept_on = today
        except PlauditError as error:
            log.warning("salts_not_kept", reason=error.reason)

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_SECONDS):
            self.keep_if_due()
