"""Publications of tests: bronze tables on disk or none at all, rates that are declared."""

from datetime import UTC, date, datetime
from decimal import Decimal

import duckdb

from services.aggregator.models.runner import Parameters
from services.aggregator.publish.contents import Source, fill
from services.aggregator.tables.bronze import Pin

PUBLISHED_AT = datetime(2026, 11, 1, 12, tzinfo=UTC)


class DeclaredRates:
    """Rates by currency, the same on every day."""

    def __init__(self, **rates: str) -> None:
        self._rates = rates

    def published(self, currency: str, reporting: str, day: date) -> Decimal | None:
        assert currency != reporting
        assert day.year > 1999
        rate = self._rates.get(currency)
        return None if rate is None else Decimal(rate)


def fill_empty(connection: duckdb.DuckDBPyConnection, parameters: Parameters | None = None) -> None:
    """Everything that is published of two empty tables, in the connection's own database."""
    source = Source(Pin("clicks", 0, ()), Pin("events", 0, ()), 0, parameters or Parameters(), PUBLISHED_AT)
    fill(connection, source, DeclaredRates())
