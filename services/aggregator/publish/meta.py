"""The tables that say what a publication shows, under which rules, and what its words mean."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from duckdb import DuckDBPyConnection

from plaudit import __version__
from services.aggregator.descriptions import describe_all
from services.aggregator.metrics import METRICS

SNAPSHOT = """
CREATE TABLE meta_snapshot AS
SELECT
    CAST(? AS TIMESTAMPTZ) AS published_at,
    CAST(? AS BIGINT) AS rebuild_epoch,
    CAST(? AS BIGINT) AS clicks_version,
    CAST(? AS BIGINT) AS events_version,
    (SELECT as_of FROM data_horizon) AS complete_through,
    (SELECT MIN(placed_at) FROM orders) AS customers_known_since,
    (SELECT MAX(published_on) FROM rates) AS rates_through,
    CAST(? AS VARCHAR) AS plaudit_version
"""
POLICY = """
CREATE TABLE meta_policy AS
SELECT
    policy, model,
    (SELECT LIST(attribution_model ORDER BY attribution_model) FROM attribution_models) AS attribution_models,
    lookback_days, timezone, currency
FROM parameters
"""


def create_meta(
    connection: DuckDBPyConnection, *, published_at: datetime, epoch: int, versions: tuple[int, int]
) -> None:
    """Creates `meta_*` beside the models' tables, which must be there."""
    connection.execute(SNAPSHOT, [published_at, epoch, *versions, __version__])
    connection.execute(POLICY)
    _create_metrics(connection)
    _create_tables(connection)


def _create_metrics(connection: DuckDBPyConnection) -> None:
    rows = [(m.name, m.numerator, m.denominator, m.sql, m.unit, m.meaning) for m in METRICS]
    columns = ("metric", "numerator", "denominator", "sql", "unit", "meaning")
    _create(connection, "meta_metrics", dict.fromkeys(columns, "VARCHAR"), rows)


def _create_tables(connection: DuckDBPyConnection) -> None:
    described = describe_all()
    counts = _count(connection, [found.name for found in described if found.kind == "table"])
    counts["meta_tables"] = len(described)
    rows = [(found.name, found.layer, found.kind, counts.get(found.name), found.sentence) for found in described]
    columns = dict.fromkeys(("table_name", "layer", "kind", "row_count", "meaning"), "VARCHAR") | {
        "row_count": "BIGINT"
    }
    _create(connection, "meta_tables", columns, rows)


def _count(connection: DuckDBPyConnection, tables: Sequence[str]) -> dict[str, int]:
    others = [table for table in tables if table != "meta_tables"]
    counts = ", ".join(f"(SELECT COUNT(*) FROM {table})" for table in others)  # noqa: S608 -- own names only
    return dict(zip(others, connection.execute(f"SELECT {counts}").fetchall()[0], strict=True))


def _create(
    connection: DuckDBPyConnection, table: str, columns: Mapping[str, str], rows: Sequence[tuple[object, ...]]
) -> None:
    selected = ", ".join(f"CAST(UNNEST(?) AS {kind}) AS {column}" for column, kind in columns.items())
    connection.execute(
        f"CREATE TABLE {table} AS SELECT {selected}", [list(values) for values in zip(*rows, strict=True)]
    )
