"""Every hole that the log has beyond what is in the tables."""

from collections.abc import Iterator

from plaudit.eventlog.protocol import EventLog, OriginState
from plaudit.events.envelope import STREAMS, Stream
from services.aggregator.loader.intake import Hole, take
from services.aggregator.tables.bronze import BronzeTable

SCANNED_RECORDS = 10_000


def find_holes(log: EventLog, location: str) -> Iterator[Hole]:
    """The holes of every origin, in its order. Reads all that waits in the log, and changes nothing."""
    for stream in STREAMS:
        table = BronzeTable.find(location, stream)
        for state in log.origins(stream):
            yield from _holes_of(log, stream, state, table.mark(state.origin) if table else 0)


def _holes_of(log: EventLog, stream: Stream, state: OriginState, mark: int) -> Iterator[Hole]:
    while mark < max(state.head, state.acked):
        intake = take(log, stream, state, mark, SCANNED_RECORDS)
        if intake.hole is not None:
            yield intake.hole
        mark = intake.hole.last if intake.hole else intake.last
