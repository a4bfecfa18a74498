"""Upkeep of a bronze table: many small files become few, and files that no version shows are removed."""

import polars as pl

from plaudit.telemetry.logs import get_logger
from services.aggregator.tables.bronze import BronzeTable, CommitConflictError

COMPACTION_SECONDS = 60.0
VACUUM_SECONDS = 24 * 3600.0
MANY_FILES = 64
FILE_BYTES = 32 * 1024 * 1024

log = get_logger(__name__)


class Upkeep:
    """Does what is due for one table when it is asked to; times are seconds of a clock that never goes back.

    The first vacuum comes a day after the start.
    """

    def __init__(self, table: BronzeTable, started_at: float) -> None:
        self._table = table
        self._next_compaction = started_at + COMPACTION_SECONDS
        self._next_vacuum = started_at + VACUUM_SECONDS

    def run_due(self, now: float) -> None:
        """Blocks for as long as the due work takes. Raises TableUnavailableError."""
        if now >= self._next_compaction:
            self._next_compaction = now + COMPACTION_SECONDS
            self.compact()
        if now >= self._next_vacuum:
            self._next_vacuum = now + VACUUM_SECONDS
            self.vacuum()

    def compact(self) -> None:
        """Rewrites each day that has many small files; files of 32 MB and more are left as they are."""
        files = self._table.files_by_day().filter(pl.col("bytes") < FILE_BYTES)
        crowded = files.group_by("day").len().filter(pl.col("len") >= MANY_FILES)
        for day in sorted(crowded["day"].to_list()):
            try:
                self._table.compact_day(day, FILE_BYTES)
            except CommitConflictError:
                log.info("compaction_postponed", stream=self._table.stream, day=str(day))

    def vacuum(self) -> None:
        """Removes data files that no version of the last seven days shows, and leftovers of killed writers."""
        removed = self._table.vacuum()
        log.info("table_vacuumed", stream=self._table.stream, files=removed)
