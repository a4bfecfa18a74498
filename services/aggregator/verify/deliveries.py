"""Every delivery is accounted for, every refused record is a dead letter, and nothing else exists."""

from duckdb import DuckDBPyConnection

from plaudit.events.codec import TYPES
from services.aggregator.verify.findings import Figure, Finding
from services.aggregator.verify.snapshot import Snapshot

PROMISE = "Every delivery is accepted, duplicate, stale, rejected or replayed; nothing else exists."
STATUSES = ("accepted", "duplicate", "stale", "rejected", "replayed")

_RECEIVED = """
SELECT origin, sequence FROM bronze_events
WHERE payload ->> '$.delivery.received_at' IS NOT NULL AND COALESCE(payload ->> '$.delivery.part', '0') = '0'
"""
_REFUSED = """
SELECT origin, sequence FROM bronze_events WHERE reject_reason IS NOT NULL
UNION ALL SELECT origin, sequence FROM bronze_clicks WHERE reject_reason IS NOT NULL
"""
_UNMATCHED = """
SELECT COUNT(*) FILTER (WHERE shown.origin IS NULL), COUNT(*) FILTER (WHERE known.origin IS NULL)
FROM ({known}) AS known
FULL OUTER JOIN (SELECT origin, sequence FROM {table}) AS shown
    ON shown.origin = known.origin AND shown.sequence = known.sequence
"""
_TWICE = "SELECT COUNT(*) - COUNT(DISTINCT (origin, sequence)) FROM {table}"
_STRANGERS = """
SELECT COUNT(*) FROM bronze_events
WHERE reject_reason IS NULL AND (ce_type IS NULL OR NOT LIST_CONTAINS(?, ce_type) OR payload IS NULL)
"""


def check_deliveries(snapshot: Snapshot) -> Finding:
    """Compares `deliveries` and `dead_letters` with the records they come from, one by one."""
    connection = snapshot.connection
    by_status = dict(connection.execute("SELECT status, COUNT(*) FROM deliveries GROUP BY status").fetchall())
    figures: dict[str, Figure] = {status: by_status.pop(status, 0) for status in STATUSES}
    figures["dead letters"] = _number(connection, "SELECT COUNT(*) FROM dead_letters")
    differences = [f"{count} deliveries have the unknown status {status!r}." for status, count in by_status.items()]
    differences += _account(connection, "deliveries", _RECEIVED)
    differences += _account(connection, "dead_letters", _REFUSED)
    if strangers := _number(connection, _STRANGERS, list(TYPES)):
        differences.append(f"{strangers} records of the events table are of no known type and not refused.")
    return Finding("deliveries", PROMISE, figures, differences)


def _account(connection: DuckDBPyConnection, table: str, known: str) -> list[str]:
    ((missing, made_up),) = connection.execute(_UNMATCHED.format(known=known, table=table)).fetchall()
    twice = _number(connection, _TWICE.format(table=table))
    counts = {
        f"{missing} records are not in {table}.": missing,
        f"{made_up} rows of {table} come from no record.": made_up,
        f"{twice} rows of {table} are there twice.": twice,
    }
    return [sentence for sentence, count in counts.items() if count]


def _number(connection: DuckDBPyConnection, query: str, *parameters: object) -> int:
    row = connection.execute(query, list(parameters)).fetchone()
    assert row is not None
    return int(row[0])
