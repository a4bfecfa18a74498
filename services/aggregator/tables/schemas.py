"""The columns of the bronze tables, in their order; every instant is UTC in microseconds."""

from typing import Final

import polars as pl

from plaudit.events.envelope import Stream

INSTANT: Final = pl.Datetime("us", "UTC")
Columns = dict[str, pl.DataType]

UTM_FIELDS: Final = ("source", "medium", "campaign", "term", "content")

_POSITION: Columns = {"origin": pl.String(), "sequence": pl.Int64()}
_REFUSAL: Columns = {"reject_reason": pl.String(), "reject_detail": pl.String(), "sealed": pl.Binary()}
_DAY: Columns = {"day": pl.Date()}

CLICK_TEXTS: Final = (
    "slug", "link_id", "campaign_id", "creator_id", "post_id", "sub_id", "request_class", "class_reason", "classifier",
    "visitor_key", "previous_visitor_key", "device", "os", "browser", "in_app", "referrer_host", "country",
)  # fmt: skip

CLICKS: Final = pl.Schema(
    _POSITION
    | {"ce_id": pl.String(), "ce_source": pl.String(), "ce_time": INSTANT}
    | {"click_id": pl.String(), "clicked_at": INSTANT}
    | {name: pl.String() for name in CLICK_TEXTS}
    | {f"utm_{field}": pl.String() for field in UTM_FIELDS}
    | {f"visitor_utm_{field}": pl.String() for field in UTM_FIELDS}
    | _REFUSAL
    | _DAY
)

EVENTS: Final = pl.Schema(
    _POSITION
    | {"ce_id": pl.String(), "ce_type": pl.String(), "ce_source": pl.String(), "ce_time": INSTANT}
    | {"key": pl.String(), "payload": pl.String()}
    | _REFUSAL
    | _DAY
)

SCHEMAS: Final[dict[Stream, pl.Schema]] = {"clicks": CLICKS, "events": EVENTS}
