"""A process that publishes the same two versions in turns until it is killed: `python -m tests.support.publishing DIR`."""

import sys
from itertools import count
from pathlib import Path

from plaudit.clock import system_clock
from plaudit.settings import load_settings
from services.aggregator.publish import Publisher
from services.aggregator.publish.position import begin_epoch
from services.aggregator.tables.bronze import BronzeTable
from tests.support.publication import DeclaredRates


def main(data_dir: Path) -> None:
    """Prints a line after each publication; a new epoch each time lets the older version follow the newer."""
    publisher = Publisher(load_settings({}, data_dir=data_dir), system_clock, DeclaredRates())
    clicks, events = (BronzeTable.open(str(data_dir / "tables"), stream) for stream in ("clicks", "events"))
    newest = clicks.version
    for number in count():
        begin_epoch(data_dir)
        publisher.publish(clicks.pin_at(newest - number % 2), events.pin())
        print(number, flush=True)  # noqa: T201 -- the test waits for it


if __name__ == "__main__":
    main(Path(sys.argv[1]))
