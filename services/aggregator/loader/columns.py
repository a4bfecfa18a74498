"""Columns from lines of JSON that were found good: parsed by polars all at once, never row by row."""

import polars as pl

from plaudit.eventlog.protocol import Heads
from services.aggregator.tables.schemas import CLICK_TEXTS, INSTANT, UTM_FIELDS

_TEXT = pl.String()
_UTM = pl.Struct(dict.fromkeys(UTM_FIELDS, _TEXT))
_HEAD_SCHEMA = pl.Schema(dict.fromkeys(Heads.__struct_fields__, _TEXT))
_CLICK_SCHEMA = pl.Schema(
    dict.fromkeys(("click_id", "clicked_at", *CLICK_TEXTS), _TEXT) | {"utm": _UTM, "visitor_utm": _UTM}
)


def head_columns(lines: list[bytes]) -> pl.DataFrame:
    """`ce_id ce_type ce_source ce_time key day`, a row a line."""
    heads = _parse(lines, _HEAD_SCHEMA)
    time = _instant("time")
    return heads.select(ce_id="id", ce_type="type", ce_source="source", ce_time=time, key="key", day=time.dt.date())


def click_columns(lines: list[bytes]) -> pl.DataFrame:
    """The columns of a click as the table has them, a row a line."""
    clicks = _parse(lines, _CLICK_SCHEMA)
    return clicks.with_columns(_instant("clicked_at")).unnest("utm", "visitor_utm", separator="_")


def _parse(lines: list[bytes], schema: pl.Schema) -> pl.DataFrame:
    frame = pl.read_ndjson(b"\n".join(lines), schema=schema)
    assert frame.height == len(lines), "one row a line, or the positions would be wrong"
    return frame


def _instant(column: str) -> pl.Expr:
    return pl.col(column).str.to_datetime("%+", time_unit=INSTANT.time_unit, time_zone="UTC", strict=True)
