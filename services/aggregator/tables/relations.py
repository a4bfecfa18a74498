"""A pinned version as something DuckDB can select from, without an extension."""

import polars as pl

from services.aggregator.tables.bronze import Pin
from services.aggregator.tables.schemas import SCHEMAS


def select_of(pin: Pin) -> str:
    """A SELECT over exactly the files of the pin, with the table's columns in their order.

    Days are read from the directory names. Without files it selects no rows of the same types.
    """
    columns = ", ".join(SCHEMAS[pin.stream])
    if not pin.files:
        return f"SELECT {_typed_nulls(SCHEMAS[pin.stream])} WHERE FALSE"
    files = ", ".join("'" + file.replace("'", "''") + "'" for file in pin.files)
    return f"SELECT {columns} FROM read_parquet([{files}], hive_partitioning = true, hive_types = {{'day': DATE}})"  # noqa: S608


def _typed_nulls(schema: pl.Schema) -> str:
    return ", ".join(f"CAST(NULL AS {_sql_type(kind)}) AS {name}" for name, kind in schema.items())


def _sql_type(kind: pl.DataType) -> str:
    match kind:
        case pl.String():
            return "VARCHAR"
        case pl.Int64():
            return "BIGINT"
        case pl.Binary():
            return "BLOB"
        case pl.Date():
            return "DATE"
        case _:
            return "TIMESTAMPTZ"
