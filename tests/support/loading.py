"""A loader of clicks in a process of its own, to be killed: `python -m tests.support.loading DATA_DIR`."""

import sys
from pathlib import Path

from plaudit.eventlog.backends import open_log
from plaudit.security.vault import Vault
from plaudit.settings import load_settings
from services.aggregator.loader.stream_loader import StreamLoader
from services.aggregator.tables.bronze import BronzeTable
from services.aggregator.tables.upkeep import compact

COMMIT_RECORDS = 4


def main(data_dir: Path) -> None:
    """Loads everything in small commits, and compacts at the end."""
    settings = load_settings({}, data_dir=data_dir)
    table = BronzeTable.open(settings.tables_location, "clicks")
    loader = StreamLoader(open_log(settings), table, Vault(b"k" * 32), COMMIT_RECORDS)
    while loader.step().has_more:
        pass
    compact(table, many=2)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
