"""One bronze table: rows, and the positions they came from, in the same commit."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple, Self

import polars as pl
import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Transaction, WriterProperties, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError

from plaudit.errors import MisconfiguredError, TransientError
from plaudit.events.envelope import Stream
from plaudit.telemetry.logs import get_logger
from services.aggregator.tables import durability
from services.aggregator.tables.places import file_name, is_remote, place_of
from services.aggregator.tables.schemas import SCHEMAS

CONFIGURATION = {
    # Statistics lie in the commits for ever, so they must not name people's keys.
    "delta.dataSkippingStatsColumns": "origin,sequence,ce_time",
    # Two commits a second make 86,000 files in 12 hours, all in one directory.
    "delta.logRetentionDuration": "interval 12 hours",
}
ROW_GROUP_ROWS = 122_880  # what DuckDB scans as one piece

log = get_logger(__name__)


class CommitConflictError(TransientError):
    """Another writer moved a mark of this commit; nothing of it is in the table."""

    reason = "commit_conflict"


class TableUnavailableError(TransientError):
    """The table could not be read or written; what was committed before stands."""

    reason = "table_unavailable"


class ForeignTableError(MisconfiguredError):
    """What lies at the table's place has other columns."""

    reason = "foreign_table"


class Pin(NamedTuple):
    """One version of a table: its exact data files, as DuckDB opens them, and nothing that came later."""

    stream: Stream
    version: int
    files: tuple[str, ...]


class BronzeTable:
    """A table as one writer sees it: marks are read from, and commits checked against, the same snapshot.

    Not safe for threads. `refresh` moves the snapshot on, and so does a successful `append`: read the marks
    again before every commit.
    """

    def __init__(self, stream: Stream, place: str, table: DeltaTable) -> None:
        self.stream = stream
        self.place = place
        self._table = table
        self._settled = table.version()
        self._marks: dict[str, int] = {}

    @classmethod
    def open(cls, location: str, stream: Stream) -> Self:
        """Opens the table of a stream under the tables' location, creating it when it is missing.

        Raises TableUnavailableError, or ForeignTableError when another table is in its place.
        """
        place = place_of(location, stream)
        with _translated(place):
            table = _reopen(place) or _create(place, stream)
        _check_columns(table, stream, place)
        if not is_remote(place):
            durability.settle_former(Path(place), table.version())
        return cls(stream, place, table)

    @classmethod
    def find(cls, location: str, stream: Stream) -> Self | None:
        """The table of a stream for a reader; None when nothing was loaded yet. Changes nothing on the disk."""
        place = place_of(location, stream)
        with _translated(place):
            return cls(stream, place, DeltaTable(place)) if DeltaTable.is_deltatable(place) else None

    @property
    def version(self) -> int:
        return self._table.version()

    def mark(self, origin: str) -> int:
        """The last number of an origin that is in the table, 0 for none."""
        if origin not in self._marks:
            # Delta reads every commit since its last checkpoint for each answer: up to 5 ms.
            self._marks[origin] = self._table.transaction_version(origin) or 0
        return self._marks[origin]

    def refresh(self) -> None:
        """Moves on to the newest version."""
        before = self.version
        with _translated(self.place):
            self._table.update_incremental()
        if self.version != before:
            self._marks.clear()

    def append(self, rows: pl.DataFrame, marks: Mapping[str, int]) -> None:
        """Commits rows and the new marks of their origins at once; both are on the disk on return.

        Raises CommitConflictError when another writer moved one of these origins since the last `refresh`,
        TableUnavailableError when nothing could be committed, SyncFailedError when the disk refused to keep it.
        """
        self._commit(rows, marks, "append")

    def replace(self, rows: pa.RecordBatchReader, marks: Mapping[str, int]) -> None:
        """Like `append`, but the rows take the place of all that was there; former versions stay readable."""
        self._commit(rows, marks, "overwrite")

    def pin(self) -> Pin:
        """The present version, for readers."""
        return Pin(self.stream, self.version, tuple(sorted(map(file_name, self._table.file_uris()))))

    def pin_at(self, version: int) -> Pin:
        """A former version. Raises TableUnavailableError when its commits are gone."""
        with _translated(self.place):
            former = DeltaTable(self.place, version=version)
            return Pin(self.stream, version, tuple(sorted(map(file_name, former.file_uris()))))

    def files_by_day(self) -> pl.DataFrame:
        """One row a data file of the present version: `day`, `bytes`."""
        actions = pl.DataFrame(self._table.get_add_actions(flatten=True))
        return actions.select(day=pl.col("partition.day"), bytes=pl.col("size_bytes"))

    def compact_day(self, day: date, file_bytes: int) -> None:
        """Merges the files of a day that are smaller than `file_bytes` into files of about that size.

        Raises CommitConflictError when another writer was at the same files.
        """
        with _translated(self.place):
            self._table.optimize.compact(
                partition_filters=[("day", "=", day.isoformat())], target_size=file_bytes, max_concurrent_tasks=1
            )
        self._settle()

    def vacuum(self) -> int:
        """Removes files that no version of the last seven days names; returns how many."""
        with _translated(self.place):
            return len(self._table.vacuum(dry_run=False, full=True))

    def _commit(
        self, rows: pl.DataFrame | pa.RecordBatchReader, marks: Mapping[str, int], mode: Literal["append", "overwrite"]
    ) -> None:
        positions = [Transaction(origin, mark) for origin, mark in sorted(marks.items())]
        before = self.version
        with _translated(self.place):
            write_deltalake(
                self._table,
                rows,
                mode=mode,
                commit_properties=CommitProperties(app_transactions=positions),
                writer_properties=WriterProperties(compression="SNAPPY", max_row_group_size=ROW_GROUP_ROWS),
            )
        if self.version == before + 1:
            self._marks.update(marks)
        else:
            self._marks.clear()  # others committed in between, and moved marks of their own
        self._settle()

    def _settle(self) -> None:
        if not is_remote(self.place):
            durability.settle(Path(self.place), range(self._settled + 1, self.version + 1))
        self._settled = self.version


@contextmanager
def _translated(place: str) -> Iterator[None]:
    try:
        yield
    except CommitFailedError as error:
        raise CommitConflictError(f"Another process wrote to {place} at the same moment: {error}") from error
    except (DeltaError, OSError) as error:
        raise TableUnavailableError(f"The table {place} can't be used: {error}") from error


def _reopen(place: str) -> DeltaTable | None:
    if not is_remote(place) and (torn := durability.drop_torn_commit(Path(place))):
        log.warning("torn_commit_dropped", commit=str(torn))
    return DeltaTable(place) if DeltaTable.is_deltatable(place) else None


def _create(place: str, stream: Stream) -> DeltaTable:
    columns = SCHEMAS[stream].to_frame().to_arrow().schema
    try:
        return DeltaTable.create(place, columns, mode="ignore", partition_by=["day"], configuration=CONFIGURATION)
    except CommitFailedError:
        return DeltaTable(place)  # another process created it first


def _check_columns(table: DeltaTable, stream: Stream, place: str) -> None:
    found = [field.name for field in table.schema().fields]
    if found != list(SCHEMAS[stream]):
        raise ForeignTableError(
            f"The table {place} is not the {stream} table of this version, its columns are {', '.join(found)}; "
            f"set PLAUDIT_TABLES_URI to another place."
        )
