"""Bronze tables on disk, as tests look at them."""

import polars as pl

from services.aggregator.tables.bronze import BronzeTable, Pin
from services.aggregator.tables.schemas import SCHEMAS


def rows_in(table: BronzeTable) -> pl.DataFrame:
    """Every row of the newest version, by position."""
    table.refresh()
    return rows_of_pin(table.pin())


def rows_of_pin(pin: Pin) -> pl.DataFrame:
    if not pin.files:
        return SCHEMAS[pin.stream].to_frame()
    return pl.read_parquet(list(pin.files), hive_partitioning=True).sort("origin", "sequence")


def numbers_in(table: BronzeTable, origin: str) -> list[int]:
    """The numbers of an origin as often as they are in the table."""
    return rows_in(table).filter(pl.col("origin") == origin)["sequence"].to_list()
