"""The bronze made anew from the log; what the log no longer holds is carried over."""

from collections.abc import Iterator
from typing import NamedTuple

import polars as pl
import pyarrow as pa

from plaudit.errors import PermanentError, PlauditError
from plaudit.eventlog.protocol import EventLog, OriginState
from plaudit.events.envelope import Stream
from plaudit.security.vault import Vault
from services.aggregator.loader.intake import Intake, take
from services.aggregator.loader.rows import rows_of
from services.aggregator.rebuild.bronze_rows import count_different, extents, rows_between
from services.aggregator.tables.bronze import BronzeTable, TableUnavailableError
from services.aggregator.tables.schemas import SCHEMAS

CHUNK_RECORDS = 50_000


class IncompleteRebuildError(PermanentError):
    """Some records are neither in the log nor in the table; nothing was changed."""

    reason = "incomplete_rebuild"


class Rebuilt(NamedTuple):
    """What became of a table: rows by where they came from, and how many differ from before."""

    stream: Stream
    from_log: int
    carried: int
    different: int


class Rebuild:
    """Makes one bronze table anew, up to the marks it has; the caller holds the aggregator's lease."""

    def __init__(self, log: EventLog, table: BronzeTable, vault: Vault) -> None:
        self._log = log
        self._table = table
        self._vault = vault
        self._former = table.pin()
        self._from_log = 0
        self._carried = 0
        self._refusal: PlauditError | None = None

    def run(self) -> Rebuilt:
        """Replaces all rows in one commit, so that readers see the old rows or the new; blocks while it reads.

        Raises IncompleteRebuildError, CommitConflictError when losses were accepted meanwhile, or what the
        log raises; the table then stays as it was.
        """
        marks = {extent.origin: extent.last for extent in extents(self._former)}
        schema = SCHEMAS[self._table.stream].to_frame().to_arrow().schema
        try:
            self._table.replace(pa.RecordBatchReader.from_batches(schema, self._batches(marks)), marks)
        except TableUnavailableError:
            if self._refusal is not None:
                raise self._refusal from None
            raise
        return Rebuilt(
            self._table.stream, self._from_log, self._carried, count_different(self._table.pin(), self._former)
        )

    def _batches(self, marks: dict[str, int]) -> Iterator[pa.RecordBatch]:
        """The rows for the writer, which knows only that a stream broke: why it did is kept in `_refusal`."""
        try:
            for frame in self._frames(marks):
                yield from frame.to_arrow().to_batches()
        except PlauditError as error:
            self._refusal = error
            raise

    def _frames(self, marks: dict[str, int]) -> Iterator[pl.DataFrame]:
        states = {state.origin: state for state in self._log.origins(self._table.stream)}
        for origin, mark in sorted(marks.items()):
            yield from self._frames_of(origin, mark, states.get(origin))

    def _frames_of(self, origin: str, mark: int, state: OriginState | None) -> Iterator[pl.DataFrame]:
        done = 0
        while done < mark:
            intake = self._read(state, done, mark) if state else Intake(origin, done + 1, [], [], None)
            if intake.heads:
                self._from_log += len(intake.heads)
                yield rows_of([intake], self._table.stream, self._vault)
            done = intake.last
            if done < mark and (state is None or intake.hole):
                missing_until = min(mark, intake.hole.last) if intake.hole else mark
                yield from self._carry(origin, done + 1, missing_until)
                done = missing_until

    def _read(self, state: OriginState, after: int, mark: int) -> Intake:
        """What the log still has of the next numbers, none beyond the mark."""
        intake = take(self._log, self._table.stream, state, after, min(CHUNK_RECORDS, mark - after))
        surplus = max(0, intake.last - mark)
        kept = len(intake.heads) - surplus
        return intake._replace(heads=intake.heads[:kept], bodies=intake.bodies[:kept])

    def _carry(self, origin: str, first: int, last: int) -> Iterator[pl.DataFrame]:
        carried = 0
        for rows in rows_between(self._former, origin, first, last):
            carried += rows.height
            yield rows
        self._carried += carried
        if carried != last - first + 1:
            raise IncompleteRebuildError(
                f"Of the records {first}-{last} of {origin} the log has none and the table only {carried}; "
                f"nothing was changed. Restore the log, then try again."
            )
