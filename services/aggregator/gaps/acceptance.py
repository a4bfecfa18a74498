"""Accepting that records are lost: rows that say so take their places, and their origin goes on."""

from plaudit.errors import PermanentError
from plaudit.eventlog.protocol import EventLog, OriginState
from plaudit.events.envelope import STREAMS, Stream
from services.aggregator.loader.intake import Hole, take
from services.aggregator.loader.rows import lost_rows
from services.aggregator.tables.bronze import BronzeTable, CommitConflictError

ATTEMPTS = 5


class NoSuchGapError(PermanentError):
    """The numbers are not what an origin is held for."""

    reason = "no_such_gap"


def accept(log: EventLog, location: str, origin: str, first: int, last: int) -> Hole:
    """Commits a row with the reason `lost` for every number from `first` to `last`, and returns what they filled.

    Works beside a running aggregator: the commit carries the mark it was built from, so that either this one
    or the aggregator's next commit is refused and built anew. Raises NoSuchGapError unless `first` is where
    the origin is held and `last` is inside the hole.
    """
    stream, state = _find(log, origin)
    table = BronzeTable.open(location, stream)
    for _ in range(ATTEMPTS):
        hole = _checked(_hole_of(log, stream, state, table.mark(origin)), first, last)
        try:
            table.append(lost_rows(stream, origin, first, last), {origin: last})
        except CommitConflictError:
            table.refresh()
        else:
            return hole._replace(last=last)
    raise CommitConflictError(f"Other writers of {table.place} were faster {ATTEMPTS} times; try again.")


def _find(log: EventLog, origin: str) -> tuple[Stream, OriginState]:
    for stream in STREAMS:
        for state in log.origins(stream):
            if state.origin == origin:
                return stream, state
    raise NoSuchGapError(f"The log has no origin {origin!r}; see the names in `plaudit gaps list`.")


def _hole_of(log: EventLog, stream: Stream, state: OriginState, mark: int) -> Hole:
    intake = take(log, stream, state, mark, limit=1)
    if intake.heads:
        raise NoSuchGapError(
            f"{state.origin} is not held at record {intake.first}, which the log has; let the aggregator load it first."
        )
    if intake.hole is None:
        raise NoSuchGapError(f"{state.origin} has no gap: all {mark} records that the log knows of are in the table.")
    return intake.hole


def _checked(hole: Hole, first: int, last: int) -> Hole:
    if first != hole.first or not first <= last <= hole.last:
        raise NoSuchGapError(
            f"The gap of {hole.origin} is {hole.first}-{hole.last}, not {first}-{last}; accept it from its beginning."
        )
    return hole
