"""Upkeep of a bronze table: many small files become few, and files that no version shows are removed."""

import polars as pl

from plaudit.telemetry.logs import get_logger
from services.aggregator.tables.bronze import BronzeTable, CommitConflictError

MANY_FILES = 64
FILE_BYTES = 32 * 1024 * 1024

log = get_logger(__name__)


def compact(table: BronzeTable, *, many: int = MANY_FILES, file_bytes: int = FILE_BYTES) -> None:
    """Rewrites each day that has many small files into few; files of `file_bytes` and more are left as they are.

    Blocks while it rewrites. Raises TableUnavailableError.
    """
    small = table.files_by_day().filter(pl.col("bytes") < file_bytes)
    crowded = small.group_by("day").len().filter(pl.col("len") >= many)
    for day in sorted(crowded["day"].to_list()):
        try:
            table.compact_day(day, file_bytes)
        except CommitConflictError:
            log.info("compaction_postponed", stream=table.stream, day=str(day))


def vacuum(table: BronzeTable) -> None:
    """Removes data files that no version of the last seven days shows, and leftovers of killed writers."""
    log.info("table_vacuumed", stream=table.stream, files=table.vacuum())
