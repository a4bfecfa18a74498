"""Exchange rates of the ECB for exactly the currencies and days that amounts are in."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Protocol

from currency_converter import CurrencyConverter, RateNotFoundError
from duckdb import DuckDBPyConnection

from plaudit.money import exponent

PATIENCE = timedelta(days=7)
ECB_FILE = "eurofxref-hist.zip"
DIGITS = Decimal(1).scaleb(-12)


class Rate(NamedTuple):
    """`rate` reporting units for one unit of `currency`, as published on `published_on`; NULLs when there is none.

    `minor_rate` is the same between minor units: 1580 JPY x 0.61 = 964 cents.
    """

    currency: str
    day: date
    published_on: date | None
    rate: Decimal | None
    minor_rate: Decimal | None


class RateSource(Protocol):
    """Where rates come from."""

    def published(self, currency: str, reporting: str, day: date) -> Decimal | None:
        """The rate published on exactly this day, or None."""
        ...


class EcbRates:
    """The euro reference rates of the European Central Bank, read when first asked (0.3 s).

    They come with CurrencyConverter; a newer `eurofxref-hist.zip` from the ECB in the data directory goes before.
    """

    def __init__(self, data_dir: Path) -> None:
        self._newer = data_dir / ECB_FILE

    def published(self, currency: str, reporting: str, day: date) -> Decimal | None:
        try:
            return Decimal(self._converter.convert(1, currency, reporting, day))
        except (RateNotFoundError, ValueError):
            return None

    @cached_property
    def _converter(self) -> CurrencyConverter:
        if self._newer.exists():
            return CurrencyConverter(str(self._newer), decimal=True)
        return CurrencyConverter(decimal=True)


def find_rate(source: RateSource, reporting: str, currency: str, day: date) -> Rate:
    """The last rate published on the day or within the seven days before it."""
    if currency == reporting:
        return Rate(currency, day, day, Decimal(1), Decimal(1))
    for days in range(PATIENCE.days + 1):
        published_on = day - timedelta(days=days)
        rate = source.published(currency, reporting, published_on)
        if rate is not None:
            minor = rate.scaleb(exponent(reporting) - exponent(currency))
            return Rate(currency, day, published_on, rate.quantize(DIGITS), minor.quantize(DIGITS))
    return Rate(currency, day, None, None, None)


def create_rates(connection: DuckDBPyConnection, reporting: str, source: RateSource) -> None:
    """Makes the table `rates` for what `orders`, `costs` and `campaigns` are in; `parameters` names the zone."""
    connection.execute(
        "CREATE TABLE rates ("
        "currency VARCHAR, day DATE, published_on DATE, rate DECIMAL(24, 12), minor_rate DECIMAL(24, 12))"
    )
    rates = [find_rate(source, reporting, currency, day) for currency, day in _needed(connection, reporting)]
    if rates:
        connection.executemany("INSERT INTO rates VALUES (?, ?, ?, ?, ?)", rates)


def _needed(connection: DuckDBPyConnection, reporting: str) -> Iterable[tuple[str, date]]:
    return connection.execute(
        """
        SELECT DISTINCT currency, day FROM (
            SELECT currency, CAST(placed_at AT TIME ZONE timezone AS DATE) AS day
            FROM orders CROSS JOIN (SELECT timezone FROM parameters)
            UNION ALL SELECT currency, incurred_on FROM costs
            UNION ALL SELECT currency, starts_on FROM campaigns
        ) AS amounts
        WHERE currency <> ? AND day IS NOT NULL
        ORDER BY currency, day
        """,
        [reporting],
    ).fetchall()
