"""The tables that say what a publication shows, under which rules, and what its words mean."""

from datetime import datetime

from duckdb import DuckDBPyConnection

from plaudit import __version__
from services.aggregator.descriptions import Description, describe_all
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
    connection.execute(
        "CREATE TABLE meta_metrics ("
        "metric VARCHAR, numerator VARCHAR, denominator VARCHAR, sql VARCHAR, unit VARCHAR, meaning VARCHAR)"
    )
    rows = [(m.name, m.numerator, m.denominator, m.sql, m.unit, m.meaning) for m in METRICS]
    connection.executemany("INSERT INTO meta_metrics VALUES (?, ?, ?, ?, ?, ?)", rows)


def _create_tables(connection: DuckDBPyConnection) -> None:
    connection.execute(
        "CREATE TABLE meta_tables (table_name VARCHAR, layer VARCHAR, kind VARCHAR, row_count BIGINT, meaning VARCHAR)"
    )
    rows = [
        (found.name, found.layer, found.kind, _count(connection, found), found.sentence) for found in describe_all()
    ]
    connection.executemany("INSERT INTO meta_tables VALUES (?, ?, ?, ?, ?)", rows)


def _count(connection: DuckDBPyConnection, found: Description) -> int | None:
    return len(connection.table(found.name)) if found.kind == "table" else None
