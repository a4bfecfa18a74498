"""Builds the tables of the catalogue in a DuckDB connection, each from the ones before it."""

from collections.abc import Iterable
from decimal import Decimal
from time import perf_counter
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from plaudit.money import exponent
from plaudit.settings import Model as AttributionModel
from plaudit.settings import Policy, Settings
from services.aggregator.models.catalogue import MODELS, Model
from services.aggregator.models.seeds import create_seeds


class Parameters(NamedTuple):
    """What the models may know of the settings: the one row of the table `parameters`."""

    policy: Policy = "code_first"
    model: AttributionModel = "last"
    lookback_days: int = 30
    timezone: str = "UTC"
    currency: str = "EUR"
    minor_unit: Decimal = Decimal("0.010")

    @classmethod
    def of(cls, settings: Settings) -> "Parameters":
        unit = Decimal(1).scaleb(-exponent(settings.currency)).quantize(Decimal("0.001"))
        return cls(settings.policy, settings.model, settings.lookback_days, settings.timezone, settings.currency, unit)


def build(connection: DuckDBPyConnection, parameters: Parameters, models: Iterable[Model] = MODELS) -> dict[str, float]:
    """Creates every table and returns the seconds that each took.

    Expects `bronze_clicks` and `bronze_events`, and for marts `rates` (see `services.aggregator.rates`). Published
    models become tables of the current schema, the others temporary ones; so do views, which only the publisher makes
    lasting. Sets the session's time zone to UTC.
    """
    connection.execute("SET TimeZone = 'UTC'")
    _create_parameters(connection, parameters)
    create_seeds(connection)
    return {model.table: _create(connection, model) for model in models}


def _create_parameters(connection: DuckDBPyConnection, parameters: Parameters) -> None:
    columns = ", ".join(f"? AS {field}" for field in parameters._fields)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE parameters AS SELECT {columns}", list(parameters))


def _create(connection: DuckDBPyConnection, model: Model) -> float:
    began = perf_counter()
    kind = "TABLE" if model.published else "TEMP TABLE"
    connection.execute(
        f"CREATE {'TEMP VIEW' if model.is_view else kind} {model.table} AS\n{model.sql_file.read_text('utf-8')}"
    )
    return perf_counter() - began
