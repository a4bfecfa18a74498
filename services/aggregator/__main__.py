"""`plaudit aggregator`: the one process that loads the log and publishes the tables."""

import signal
from threading import Event
from types import FrameType
from typing import NoReturn

from plaudit.clock import Clock, system_clock
from plaudit.errors import PlauditError
from plaudit.security.keys import Keys
from plaudit.settings import Settings
from plaudit.startup import REFUSALS, run_service
from plaudit.telemetry.logs import get_logger, set_up_logging
from services.aggregator.app import create_app
from services.aggregator.lease import hold_lease

FAILED = 1

log = get_logger(__name__)


def main() -> NoReturn:
    """Runs until SIGTERM or SIGINT: exit 0, or 78 when set up wrongly, 75 when another aggregator is at work."""
    run_service(run)


def run(settings: Settings, keys: Keys, *, clock: Clock = system_clock) -> None:
    """Takes the lease of the data directory and works until told to stop.

    What can't be healed by going on (a disk that refuses to sync, tables that can't be opened) ends the process
    with exit code 1; whoever supervises it starts it again.
    """
    set_up_logging("aggregator")
    stop = Event()

    def end(_: int, __: FrameType | None) -> None:
        stop.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, end)
    try:
        with hold_lease(settings.data_dir):
            create_app(settings, clock=clock, keys=keys).run(stop)
    except REFUSALS:
        raise
    except PlauditError as error:
        log.exception("aggregator_failed", reason=error.reason, why=str(error))
        raise SystemExit(FAILED) from error


if __name__ == "__main__":
    main()
