"""The published tables equal those that are built from scratch from the same bronze rows."""

from typing import NamedTuple

import duckdb
from duckdb import DuckDBPyConnection

from services.aggregator.publish.contents import fill
from services.aggregator.rates import RateSource
from services.aggregator.verify.findings import Finding
from services.aggregator.verify.snapshot import MEMORY_LIMIT, Snapshot

PROMISE = "The tables equal a rebuild from scratch, row for row."
WHEN_ONLY = {"meta_snapshot": "published_at"}
"""Columns that say when a file was made, and nothing of what is in it."""

_RELATIONS = """
SELECT table_name FROM information_schema.tables
WHERE table_schema = 'main' AND table_type IN ('BASE TABLE', 'VIEW') AND table_catalog = current_catalog()
ORDER BY table_name
"""


class Digest(NamedTuple):
    """Rows of a table, and the sum of their hashes: equal for equal rows in any order."""

    rows: int
    hashes: int


def check_rebuild(snapshot: Snapshot, rates: RateSource) -> Finding:
    """Builds everything again, beside, in memory; blocks as long as a publication takes."""
    published = _digests(snapshot.connection)
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT, "preserve_insertion_order": False}) as connection:
        fill(connection, snapshot.source, rates)
        rebuilt = _digests(connection)
    names = sorted(published.keys() | rebuilt.keys())
    differences = [_sentence(name, published.get(name), rebuilt.get(name)) for name in names]
    figures = {"tables": len(published), "rows": sum(digest.rows for digest in published.values())}
    return Finding("rebuild", PROMISE, {**figures}, [sentence for sentence in differences if sentence])


def _digests(connection: DuckDBPyConnection) -> dict[str, Digest]:
    names = [name for (name,) in connection.execute(_RELATIONS).fetchall()]
    return {name: _digest(connection, name) for name in names}


def _digest(connection: DuckDBPyConnection, name: str) -> Digest:
    left_out = f" EXCLUDE ({WHEN_ONLY[name]})" if name in WHEN_ONLY else ""
    ((rows, hashes),) = connection.execute(
        f"SELECT COUNT(*), COALESCE(SUM(CAST(HASH(rows) AS HUGEINT)), 0) FROM (SELECT *{left_out} FROM {name}) AS rows"  # noqa: S608 -- names from the catalogue
    ).fetchall()
    return Digest(int(rows), int(hashes))


def _sentence(name: str, published: Digest | None, rebuilt: Digest | None) -> str | None:
    if published == rebuilt:
        return None
    if published is None:
        return f"{name} is missing in the published file."
    if rebuilt is None:
        return f"{name} is published, but no model makes it."
    if published.rows != rebuilt.rows:
        return f"{name} has {published.rows} rows, a rebuild {rebuilt.rows}."
    return f"{name} has the {published.rows} rows of a rebuild, but not all of them are equal."
