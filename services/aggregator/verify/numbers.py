"""Each number of each origin is in its table once, up to the mark, and the mark is the head of the log."""

import time
from collections.abc import Mapping
from typing import NamedTuple

import duckdb

from plaudit.eventlog.protocol import EventLog
from plaudit.events.envelope import STREAMS, Stream
from services.aggregator.gaps.holes import find_holes
from services.aggregator.tables.bronze import BronzeTable
from services.aggregator.tables.relations import select_of
from services.aggregator.verify.findings import Finding

PROMISE = "Every durable record is in its table exactly once."
LOOK_SECONDS = 0.2

_COUNTS = """
SELECT
    origin, COUNT(*), COUNT(DISTINCT sequence), MIN(sequence), MAX(sequence),
    COUNT(*) FILTER (WHERE reject_reason = 'lost'), COUNT(reject_reason)
FROM ({rows}) AS rows
GROUP BY origin
ORDER BY origin
"""


class Numbers(NamedTuple):
    """The rows of one origin in its table; `lost` are accepted losses, `refused` all with a reason."""

    origin: str
    rows: int
    distinct: int
    first: int
    last: int
    lost: int
    refused: int


def check_numbers(log: EventLog, location: str, *, patience: float) -> Finding:
    """Counts every table. What the log holds at the start gets `patience` seconds to be loaded meanwhile."""
    promised = {stream: {s.origin: max(s.head, s.acked) for s in log.origins(stream)} for stream in STREAMS}
    tables = {stream: BronzeTable.find(location, stream) for stream in STREAMS}
    _wait(tables, promised, patience)
    counted: list[Numbers] = []
    differences: list[str] = []
    for stream, table in tables.items():
        found = _count(table)
        counted += found.values()
        differences += [
            line for numbers in found.values() if table for line in _compare(numbers, table.mark(numbers.origin))
        ]
        differences += _behind(stream, table, promised[stream], found)
    holes = list(find_holes(log, location))
    return Finding(
        "numbers",
        PROMISE,
        {
            "origins": len(counted),
            "records": sum(numbers.rows for numbers in counted),
            "refused": sum(numbers.refused - numbers.lost for numbers in counted),
            "accepted losses": sum(numbers.lost for numbers in counted),
            "waiting": sum(_waiting(tables[stream], promised[stream]) for stream in STREAMS),
            "gaps": len(holes),
        },
        differences + [hole.sentence for hole in holes],
    )


def _wait(
    tables: Mapping[Stream, BronzeTable | None], promised: Mapping[Stream, Mapping[str, int]], patience: float
) -> None:
    deadline = time.monotonic() + patience
    while any(_waiting(tables[stream], promised[stream]) for stream in STREAMS) and time.monotonic() < deadline:
        time.sleep(LOOK_SECONDS)
        for table in tables.values():
            if table is not None:
                table.refresh()


def _waiting(table: BronzeTable | None, promised: Mapping[str, int]) -> int:
    return sum(max(0, head - (table.mark(origin) if table else 0)) for origin, head in promised.items())


def _count(table: BronzeTable | None) -> dict[str, Numbers]:
    if table is None:
        return {}
    with duckdb.connect() as connection:
        rows = connection.execute(_COUNTS.format(rows=select_of(table.pin()))).fetchall()
    return {row[0]: Numbers(*row) for row in rows}


def _compare(numbers: Numbers, mark: int) -> list[str]:
    """What is wrong with the rows of one origin, a sentence each."""
    wrong = []
    if numbers.rows != numbers.distinct:
        wrong.append(f"{numbers.origin}: {numbers.rows - numbers.distinct} rows are there twice.")
    if numbers.distinct != numbers.last - numbers.first + 1 or numbers.first != 1:
        missing = numbers.last - numbers.distinct
        wrong.append(f"{numbers.origin}: {missing} of the numbers 1-{numbers.last} are missing in the table.")
    if numbers.last != mark:
        wrong.append(f"{numbers.origin}: the mark is {mark}, but the rows end at {numbers.last}.")
    return wrong


def _behind(
    stream: Stream, table: BronzeTable | None, promised: Mapping[str, int], found: Mapping[str, Numbers]
) -> list[str]:
    """Origins of the log that are not wholly in the table."""
    marks = {origin: table.mark(origin) if table else 0 for origin in promised}
    waiting = [
        f"{origin} ({stream}): {head - marks[origin]} records wait in the log; is the aggregator running?"
        for origin, head in promised.items()
        if head > marks[origin]
    ]
    rowless = [
        f"{origin}: the mark is {mark}, but it has no rows."
        for origin, mark in marks.items()
        if mark and origin not in found
    ]
    return waiting + rowless
