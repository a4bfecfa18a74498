"""From rows to payloads: every row is either a payload or an error with its line, field and reason."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from pydantic import ValidationError

from plaudit.events.codec import Payload
from plaudit.events.cost import Cost
from plaudit.events.delivery import Delivery
from plaudit.events.engagement import Engagement
from plaudit.http.rows import Row, RowError
from plaudit.registry.views import KnownStore
from plaudit.security.keys import Keys
from services.ingest.imports.rows import CostRow, EngagementRow, OrderRow, RefundRow
from services.ingest.reasons import UnacceptableError
from services.ingest.sources.generic import GenericRefund
from services.ingest.sources.protocol import Context
from services.ingest.sources.shapes import exact_minor, place_of
from services.ingest.sources.standard import fact_of, shape_of

Fields = Mapping[str, Any]


class Sorted(NamedTuple):
    """What became of the rows of one import."""

    payloads: list[Payload]
    errors: list[RowError]


def sort_rows(rows: Iterable[Row], read: Callable[[Fields], Payload]) -> Sorted:
    """Reads every row, also after one that is wrong."""
    found = Sorted([], [])
    for row in rows:
        try:
            found.payloads.append(read(row.fields))
        except ValidationError as error:
            every = error.errors(include_url=False, include_input=False, include_context=False)
            found.errors.extend(RowError(row.line, place_of(each["loc"]), each["msg"]) for each in every)
        except UnacceptableError as error:
            found.errors.append(RowError(row.line, error.field, error.rule))
    return found


def read_cost(fields: Fields) -> Cost:
    row = CostRow.model_validate(fields)
    return Cost(
        cost_id=row.cost_id,
        campaign_id=row.campaign_id,
        creator_id=row.creator_id,
        kind=row.kind,
        amount_minor=exact_minor(row.amount, row.currency, "amount"),
        currency=row.currency,
        incurred_on=row.incurred_on,
        voids=row.voids,
    )


def read_engagement(fields: Fields) -> Engagement:
    return Engagement(**EngagementRow.model_validate(fields).model_dump())


class OrderReader(NamedTuple):
    """Reads orders and refunds of the stores that were found; `received_at` is when the import came in."""

    stores: Mapping[str, KnownStore]
    keys: Keys
    received_at: datetime

    def read(self, fields: Fields) -> Payload:
        row = _order_row(fields)
        store = self.stores.get(row.store)
        if store is None:
            raise UnacceptableError("bad_field", "There is no such store.", "store")
        body_hash = hashlib.sha256(canonical(fields)).hexdigest()
        delivery = Delivery(received_at=self.received_at, topic=row.type, body_hash=body_hash)
        try:
            return fact_of(row.type, row.data, Context(store, self.keys, delivery, self.received_at))
        except UnacceptableError as error:
            raise UnacceptableError(error.why, error.rule, f"data.{error.field}") from None


def canonical(fields: Fields) -> bytes:
    """One spelling of a row, so that the same row is the same delivery however its keys were ordered."""
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _order_row(fields: Fields) -> OrderRow | RefundRow:
    """A CSV file knows only texts, so types are lax here; unknown fields, which webhooks may send, are refused."""
    shape = shape_of(fields.get("type"))
    row = RefundRow if shape is GenericRefund else OrderRow
    return row.model_validate(fields, strict=False, extra="forbid")
