"""Publications of tests: bronze tables on disk or none at all, rates that are declared."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from plaudit.events.click import Click
from plaudit.events.delivery import Delivery
from plaudit.events.envelope import Stream
from plaudit.events.order import ClickReference, Order, OrderAmounts, OrderStatus
from plaudit.events.registry import (
    CampaignState,
    CodeState,
    CreatorState,
    EntityState,
    Goal,
    LinkState,
    RegistryChange,
)
from services.aggregator.models.runner import Parameters
from services.aggregator.publish.contents import Source, fill
from services.aggregator.tables.bronze import BronzeTable, Pin
from services.aggregator.tables.schemas import SCHEMAS
from tests.support.bronze import Bronze

MARCH = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
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


def store(bronze: Bronze, location: Path) -> tuple[Pin, Pin]:
    """Appends what a test added since the last time to the Delta tables, as the loader would; returns fresh pins."""
    pins = []
    added: dict[Stream, list[dict[str, Any]]] = {"clicks": bronze.clicks, "events": bronze.events}
    for stream, rows in added.items():
        table = BronzeTable.open(str(location), stream)
        fresh = [row for row in rows if row["sequence"] > table.mark(bronze.origin)]
        if fresh:
            columns = {name: [row.get(name) for row in fresh] for name in SCHEMAS[stream]}
            table.append(pl.DataFrame(columns, schema=SCHEMAS[stream]), {bronze.origin: rows[-1]["sequence"]})
        pins.append(table.pin())
    return pins[0], pins[1]


def change(number: int, entity_id: str, state: EntityState) -> RegistryChange:
    return RegistryChange(entity_id=entity_id, change=number, changed_at=MARCH, state=state)


def tap(click_id: str, at: datetime, **values: Any) -> Click:
    """A human click on ana's link."""
    given: dict[str, Any] = {
        "click_id": click_id, "clicked_at": at, "slug": "ana", "link_id": "l1", "campaign_id": "serum",
        "creator_id": "ana", "request_class": "human", "class_reason": "browser", "classifier": "1",
    }  # fmt: skip
    return Click(**(given | values))


def sale(order_id: str, at: datetime, *click_ids: str, **values: Any) -> Order:
    """A paid order of 100.00 EUR that carries clicks."""
    given: dict[str, Any] = {
        "store": "shop", "platform": "shopify", "order_id": order_id, "version": at, "placed_at": at,
        "status": OrderStatus(state="paid", has_been_paid=True),
        "amounts": OrderAmounts(currency="EUR", gross_minor=12_000, net_items_minor=10_000), "codes": [],
        "clicks": [ClickReference(click_id=click_id, found_in="note_attributes") for click_id in click_ids],
        "delivery": Delivery(received_at=at, topic="orders/paid", body_hash=order_id.rjust(64, "0")),
    }  # fmt: skip
    return Order(**(given | values))


def small_campaign() -> Bronze:
    """One campaign, one creator with a link and a code, two clicks, one order by click and one by nothing."""
    goals = [Goal(metric="orders", target="10"), Goal(metric="net_revenue", target="1000.00")]
    campaign = CampaignState(
        campaign_id="serum", name="Serum", currency="EUR", starts_on=MARCH.date(), ends_on=date(2026, 3, 31),
        allowed_hosts=["shop.example"], goals=goals,
    )  # fmt: skip
    creator = CreatorState(creator_id="ana", handle="@ana", name="Ana", platform="instagram")
    link = LinkState(
        link_id="l1", slug="ana", campaign_id="serum", creator_id="ana", destination="https://shop.example/"
    )
    code = CodeState(code_id="k1", code="ANA10", store="shop", campaign_id="serum", creator_id="ana")
    states: list[tuple[str, EntityState]] = [("serum", campaign), ("ana", creator), ("l1", link), ("k1", code)]
    bronze = Bronze().add(*(change(number, name, state) for number, (name, state) in enumerate(states, 1)))
    bronze.add(tap("c1", MARCH + HOUR), tap("c2", MARCH + 2 * HOUR))
    return bronze.add(sale("1001", MARCH + 3 * HOUR, "c1"), sale("1002", MARCH + 4 * HOUR))
