"""One published snapshot, and the exact bronze rows that it was made of."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import duckdb
from duckdb import DuckDBPyConnection

from plaudit.errors import TransientError
from plaudit.events.envelope import Stream
from plaudit.settings import Settings
from services.aggregator.models.runner import Parameters
from services.aggregator.publish.contents import Source
from services.aggregator.tables.bronze import BronzeTable, Pin
from services.aggregator.tables.relations import select_of

MEMORY_LIMIT = "512MB"


class NothingPublishedError(TransientError):
    """There is no published file yet, or the versions that it shows are gone."""

    reason = "nothing_published"


class Snapshot(NamedTuple):
    """`connection` shows the published tables, and as `bronze_*` the rows they were made of; `source` made them."""

    connection: DuckDBPyConnection
    source: Source


@contextmanager
def open_snapshot(settings: Settings) -> Iterator[Snapshot]:
    """Opens what is published now and keeps it, whatever is published meanwhile.

    Raises NothingPublishedError, or TableUnavailableError when the versions that it shows are gone.
    """
    if not settings.analytics_file.exists():
        raise NothingPublishedError(f"There is no {settings.analytics_file} yet; run the aggregator.")
    with duckdb.connect(
        str(settings.analytics_file), read_only=True, config={"memory_limit": MEMORY_LIMIT}
    ) as connection:
        source = _source_of(connection, settings)
        for pin in (source.clicks, source.events):
            connection.execute(f"CREATE TEMP VIEW bronze_{pin.stream} AS {select_of(pin)}")
        yield Snapshot(connection, source)


def _source_of(connection: DuckDBPyConnection, settings: Settings) -> Source:
    """The pins and rules that the file itself names: settings may have changed since."""
    connection.execute("SET TimeZone = 'UTC'")
    ((epoch, clicks, events, published_at),) = connection.execute(
        "SELECT rebuild_epoch, clicks_version, events_version, published_at FROM meta_snapshot"
    ).fetchall()
    ((policy, model, lookback_days, timezone, currency),) = connection.execute(
        "SELECT policy, model, lookback_days, timezone, currency FROM meta_policy"
    ).fetchall()
    rules = {
        "policy": policy,
        "model": model,
        "lookback_days": lookback_days,
        "timezone": timezone,
        "currency": currency,
    }
    return Source(
        _pin(settings, "clicks", clicks),
        _pin(settings, "events", events),
        epoch,
        Parameters.of(settings.model_copy(update=rules)),
        published_at,
    )


def _pin(settings: Settings, stream: Stream, version: int) -> Pin:
    table = BronzeTable.find(settings.tables_location, stream)
    if table is None:
        raise NothingPublishedError(f"The {stream} table that was published is not in {settings.tables_location}.")
    return table.pin_at(version)
