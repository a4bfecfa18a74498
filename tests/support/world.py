"""Events of a small world with sensible values, and the fact tables that the models make of them."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import duckdb

from plaudit.events.click import Click
from plaudit.events.codec import Payload
from plaudit.events.delivery import Delivery
from plaudit.events.order import ClickReference, Order, OrderAmounts, OrderCode, OrderPerson, OrderState, OrderStatus
from plaudit.events.refund import Refund
from plaudit.events.registry import CodeState, CreatorState, RegistryChange
from services.aggregator.models.catalogue import MODELS, Model
from services.aggregator.models.runner import Parameters, build
from tests.support.bronze import Bronze

PLACED_AT = datetime(2026, 3, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
Row = dict[str, Any]


def click_of(creator_id: str = "ana", before: timedelta = DAY, click_id: str = "c1", **changes: Any) -> Click:
    """A human click that long before `PLACED_AT`."""
    stated: Row = {
        "click_id": click_id, "clicked_at": PLACED_AT - before, "slug": creator_id, "link_id": f"l-{creator_id}",
        "campaign_id": "serum", "creator_id": creator_id, "request_class": "human", "class_reason": "browser",
        "classifier": "test",
    }  # fmt: skip
    return Click(**(stated | changes))


def delivery_of(minutes: float = 0, topic: str = "orders/paid", body: str | None = None, **changes: Any) -> Delivery:
    """A delivery received that many minutes after `PLACED_AT`; without a body its time is its body."""
    stated: Row = {"received_at": PLACED_AT + timedelta(minutes=minutes), "topic": topic}
    return Delivery(**(stated | {"body_hash": body or f"{topic}@{minutes}"} | changes))


def order_of(
    order_id: str = "1",
    *,
    clicks: Iterable[str] = (),
    codes: Iterable[str | OrderCode] = (),
    state: OrderState = "paid",
    minutes: float = 0,
    **changes: Any,
) -> Order:
    """A paid Shopify order of 100.00 EUR, as one delivery says; `minutes` is its version and its receipt."""
    stated: Row = {
        "store": "glow", "platform": "shopify", "order_id": order_id, "placed_at": PLACED_AT,
        "version": PLACED_AT + timedelta(minutes=minutes),
        "delivery": delivery_of(minutes, body=f"{order_id}@{minutes}{state}"),
        "status": OrderStatus(state=state, has_been_paid=state not in {"pending", "failed", "cancelled"}),
        "amounts": OrderAmounts(currency="EUR", gross_minor=11_900, net_items_minor=10_000),
        "clicks": [ClickReference(click_id=c, found_in="note_attributes", position=i) for i, c in enumerate(clicks)],
        "codes": [code if isinstance(code, OrderCode) else OrderCode(code=code) for code in codes],
        "person": OrderPerson(),
    }  # fmt: skip
    return Order(**(stated | changes))


def refund_of(amount_minor: int, refund_id: str = "r1", *, minutes: float = 10, **changes: Any) -> Refund:
    """A single refund of order 1 that went through, on the commission base."""
    stated: Row = {
        "store": "glow", "platform": "shopify", "order_id": "1", "refund_id": refund_id, "kind": "single",
        "status": "succeeded", "version": PLACED_AT + timedelta(minutes=minutes), "currency": "EUR",
        "amount_minor": amount_minor, "basis": "commission_base", "refunded_at": PLACED_AT + timedelta(minutes=minutes),
        "delivery": delivery_of(minutes, "refunds/create", body=f"{refund_id}@{minutes}"),
    }  # fmt: skip
    return Refund(**(stated | changes))


def code_of(code: str, creator_id: str = "ana", **changes: Any) -> RegistryChange:
    stated: Row = {
        "code_id": f"{code}-{creator_id}", "code": code, "store": "glow", "campaign_id": "serum",
        "creator_id": creator_id,
    }  # fmt: skip
    state = CodeState(**(stated | changes))
    return RegistryChange(entity_id=state.code_id, change=1, changed_at=PLACED_AT, state=state)


def creator_of(creator_id: str, **changes: Any) -> RegistryChange:
    state = CreatorState(creator_id=creator_id, handle=f"@{creator_id}", platform="instagram", **changes)
    return RegistryChange(entity_id=creator_id, change=1, changed_at=PLACED_AT, state=state)


class Tables:
    """The facts that the models make of some records; each table is built when it is first asked for."""

    def __init__(self, bronze: Bronze, parameters: Parameters | None = None) -> None:
        self.connection = duckdb.connect(config={"threads": 1})
        self._parameters = parameters or Parameters()
        self._built: set[str] = set()
        bronze.load(self.connection)

    @classmethod
    def of(cls, *payloads: Payload, **parameters: Any) -> "Tables":
        return cls(Bronze().add(*payloads), Parameters(**parameters))

    def rows(self, sql: str) -> list[Row]:
        result = self._execute(sql)
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def only(self, sql: str) -> Row:
        (row,) = self.rows(sql)
        return row

    def pairs(self, sql: str) -> dict[Any, Any]:
        return dict(self._execute(sql).fetchall())

    def _execute(self, sql: str) -> duckdb.DuckDBPyConnection:
        missing = _needed(sql) - self._built
        build(self.connection, self._parameters, [model for model in MODELS if model.table in missing])
        self._built |= missing
        return self.connection.execute(sql)


def _needed(sql: str) -> set[str]:
    """The models that a query reads, and all that those are made of."""
    read = {model for model in MODELS if re.search(rf"\b{model.table}\b", sql)}
    return {model.table for model in read}.union(*(_models_under(model) for model in read))


@cache
def _models_under(model: Model) -> set[str]:
    earlier = MODELS[: MODELS.index(model)]
    text = re.sub("--.*", "", model.sql_file.read_text("utf-8"))
    read = {other for other in earlier if re.search(rf"\b{other.table}\b", text)}
    return {other.table for other in read}.union(*(_models_under(other) for other in read))
