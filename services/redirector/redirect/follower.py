"""One thread beside the loop that keeps the worker's copies fresh: links, salts, the log's writer."""

import threading
from collections.abc import Callable, Mapping

from plaudit.telemetry.logs import get_logger

INTERVAL_SECONDS = 0.5

Chore = Callable[[], None]


class Follower:
    """Runs every chore each `interval` seconds; one that fails is told of once and tried again.

    While a chore fails its sentence is in `failing`, and the worker goes on with what it knows.
    """

    def __init__(self, chores: Mapping[str, Chore], interval: float = INTERVAL_SECONDS) -> None:
        self._chores = chores
        self._interval = interval
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="redirect-follower", daemon=True)
        self._log = get_logger(__name__)
        self.failing: dict[str, str] = {}

    def start(self) -> None:
        """Does every chore once, then starts the thread that goes on with them."""
        self.do_chores()
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def do_chores(self) -> None:
        for name, chore in self._chores.items():
            self._do(name, chore)

    def _run(self) -> None:
        while not self._stopping.wait(self._interval):
            self.do_chores()

    def _do(self, name: str, chore: Chore) -> None:
        try:
            chore()
        except Exception as error:  # noqa: BLE001 - a dead registry or disk must not end the following of the others
            if name not in self.failing:
                self._log.warning("chore_failing", chore=name, error=f"{type(error).__name__}: {error}")
            self.failing[name] = f"{type(error).__name__}: {error}"
        else:
            if self.failing.pop(name, None) is not None:
                self._log.info("chore_recovered", chore=name)
