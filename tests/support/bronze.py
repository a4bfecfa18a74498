"""Bronze tables in memory, filled from event payloads as the loader would fill them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import duckdb
import msgspec
import pyarrow as pa

from plaudit.events.click import Click, UtmValues
from plaudit.events.codec import NAMES, Payload
from plaudit.events.rejected import Rejected

_INSTANT = pa.timestamp("us", "UTC")
_UTM = ("source", "medium", "campaign", "term", "content")
CLICKS = pa.schema(
    [("origin", pa.string()), ("sequence", pa.int64()), ("ce_id", pa.string()), ("ce_source", pa.string()),
     ("ce_time", _INSTANT), ("click_id", pa.string()), ("clicked_at", _INSTANT)]
    + [(name, pa.string()) for name in (
        "slug", "link_id", "campaign_id", "creator_id", "post_id", "sub_id", "request_class", "class_reason",
        "classifier", "visitor_key", "previous_visitor_key", "device", "os", "browser", "in_app", "referrer_host",
        "country", *(f"utm_{u}" for u in _UTM), *(f"visitor_utm_{u}" for u in _UTM), "reject_reason", "reject_detail",
    )]
    + [("sealed", pa.binary()), ("day", pa.date32())]
)  # fmt: skip
EVENTS = pa.schema(
    [("origin", pa.string()), ("sequence", pa.int64()), ("ce_id", pa.string()), ("ce_type", pa.string()),
     ("ce_source", pa.string()), ("ce_time", _INSTANT), ("key", pa.string()), ("payload", pa.string()),
     ("reject_reason", pa.string()), ("reject_detail", pa.string()), ("sealed", pa.binary()), ("day", pa.date32())]
)  # fmt: skip
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Rate(NamedTuple):
    currency: str
    day: date
    rate: str


class Bronze:
    """Records of one origin a stream, numbered as they are added; `load` makes them a DuckDB's bronze."""

    def __init__(self, origin: str = "test-1") -> None:
        self.origin = origin
        self.clicks: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []

    def add(self, *payloads: Payload) -> "Bronze":
        for payload in payloads:
            if isinstance(payload, Click):
                self.clicks.append(self._head(payload, self.clicks, "plaudit/redirect") | _click_columns(payload))
            else:
                self.events.append(self._head(payload, self.events, _source_of(payload)) | _event_columns(payload))
        return self

    def refuse(self, reason: str, detail: str = "", *, stream: str = "events") -> "Bronze":
        """A record that could not be decoded: all that is known of it is its place."""
        rows = self.clicks if stream == "clicks" else self.events
        rows.append(self._place(rows) | {"ce_time": NOON, "reject_reason": reason, "reject_detail": detail})
        return self

    def load(self, connection: duckdb.DuckDBPyConnection, rates: Sequence[Rate] = ()) -> None:
        """Creates `bronze_clicks`, `bronze_events` and `rates` as temporary tables."""
        for name, rows, schema in (("clicks", self.clicks, CLICKS), ("events", self.events, EVENTS)):
            loaded = pa.Table.from_pylist(rows, schema=schema)
            connection.register("loaded", loaded)
            connection.execute(f"CREATE OR REPLACE TEMP TABLE bronze_{name} AS SELECT * FROM loaded")
            connection.unregister("loaded")
        connection.execute("CREATE OR REPLACE TEMP TABLE rates (currency VARCHAR, day DATE, rate DECIMAL(18, 9))")
        for rate in rates:
            connection.execute("INSERT INTO rates VALUES (?, ?, ?)", list(rate))

    def _place(self, rows: list[dict[str, Any]]) -> dict[str, Any]:
        return {"origin": self.origin, "sequence": len(rows) + 1, "ce_id": f"{self.origin}-{len(rows) + 1}"}

    def _head(self, payload: Payload, rows: list[dict[str, Any]], source: str) -> dict[str, Any]:
        time = _time_of(payload)
        return self._place(rows) | {"ce_source": source, "ce_time": time, "day": time.date()}


def _time_of(payload: Payload) -> datetime:
    if isinstance(payload, Click):
        return payload.clicked_at
    delivery = getattr(payload, "delivery", None)
    return delivery.received_at if delivery is not None else getattr(payload, "changed_at", NOON)


def _source_of(payload: Payload) -> str:
    store, platform = getattr(payload, "store", None), getattr(payload, "platform", "imports")
    return f"plaudit/ingest/{platform}/{store}" if store else "plaudit/registry"


def _click_columns(click: Click) -> dict[str, Any]:
    plain = {f: getattr(click, f) for f in click.__struct_fields__ if not isinstance(getattr(click, f), UtmValues)}
    ours = {f"utm_{u}": getattr(click.utm, u) for u in _UTM}
    return plain | ours | {f"visitor_utm_{u}": getattr(click.visitor_utm, u) for u in _UTM}


def _event_columns(payload: Payload) -> dict[str, Any]:
    columns: dict[str, Any] = {"ce_type": NAMES[type(payload)], "key": _key_of(payload)}
    if isinstance(payload, Rejected):
        columns |= {"reject_reason": payload.reason, "reject_detail": payload.detail, "sealed": payload.sealed}
        stated = msgspec.to_builtins(payload)
        return columns | {"payload": msgspec.json.encode({k: v for k, v in stated.items() if k != "sealed"}).decode()}
    return columns | {"payload": msgspec.json.encode(payload).decode()}


def _key_of(payload: Payload) -> str:
    for field in ("entity_id", "post_id", "cost_id"):
        if (key := getattr(payload, field, None)) is not None:
            return str(key)
    store, order = getattr(payload, "store", ""), getattr(payload, "order_id", None)
    return f"{store}/{order}" if order else str(store)
