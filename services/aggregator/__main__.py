"""`plaudit aggregator`: the one process that loads the log and publishes the tables."""

import signal
from threading import Event
from types import FrameType
from typing import NoReturn

from plaudit.clock import Clock, system_clock
from plaudit.security.keys import Keys
from plaudit.settings import Settings
from plaudit.startup import run_service
from plaudit.telemetry.logs import set_up_logging
from services.aggregator.app import create_app
from services.aggregator.lease import hold_lease


def main() -> NoReturn:
    """Runs until SIGTERM or SIGINT: exit 0, or 78 when set up wrongly, 75 when another aggregator is at work."""
    run_service(run)


def run(settings: Settings, keys: Keys, *, clock: Clock = system_clock) -> None:
    """Takes the lease of the data directory and works until told to stop."""
    set_up_logging("aggregator")
    stop = Event()

    def end(_: int, __: FrameType | None) -> None:
        stop.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, end)
    with hold_lease(settings.data_dir):
        create_app(settings, clock=clock, keys=keys).run(stop)


if __name__ == "__main__":
    main()
