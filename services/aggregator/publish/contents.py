"""Everything that a publication holds, computed in one DuckDB connection from two pinned bronze tables."""

from datetime import datetime
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from services.aggregator.descriptions import DAILY, ratios_view
from services.aggregator.models.catalogue import MARTS, MODELS
from services.aggregator.models.runner import Parameters, build
from services.aggregator.publish.comments import comment_everything
from services.aggregator.publish.meta import create_meta
from services.aggregator.rates import RateSource, create_rates
from services.aggregator.tables.bronze import Pin
from services.aggregator.tables.relations import select_of


class Source(NamedTuple):
    """What the contents are a pure function of (`published_at` is only written down)."""

    clicks: Pin
    events: Pin
    epoch: int
    parameters: Parameters
    published_at: datetime


def fill(connection: DuckDBPyConnection, source: Source, rates: RateSource) -> None:
    """Creates every table and view of the catalogue in the current schema, with comments; helpers are temporary."""
    connection.execute("BEGIN")  # One transaction: a commit for each table would sync the disk for each.
    for pin in (source.clicks, source.events):
        connection.execute(f"CREATE TEMP VIEW bronze_{pin.stream} AS {select_of(pin)}")
    build(connection, source.parameters, MODELS)
    create_rates(connection, source.parameters.currency, rates)
    build(connection, source.parameters, MARTS)
    _create_views(connection, source.clicks)
    create_meta(
        connection,
        published_at=source.published_at,
        epoch=source.epoch,
        versions=(source.clicks.version, source.events.version),
    )
    comment_everything(connection)
    connection.execute("COMMIT")


def _create_views(connection: DuckDBPyConnection, clicks: Pin) -> None:
    for table in DAILY:
        connection.execute(f"CREATE VIEW {table}_ratios AS {ratios_view(table)}")
    for model in MODELS:
        if model.is_view:
            connection.execute(f"DROP VIEW {model.table}")
            bronze = f"WITH bronze_clicks AS ({select_of(clicks)})"
            connection.execute(f"CREATE VIEW {model.table} AS {bronze}\n{model.sql_file.read_text('utf-8')}")
