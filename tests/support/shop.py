"""A data directory whose log holds a small campaign with everything that can happen to a delivery."""

from datetime import timedelta
from pathlib import Path

import duckdb
import msgspec

from plaudit.eventlog.memory import MemoryLog
from plaudit.eventlog.protocol import LogWriter
from plaudit.events.codec import Payload
from plaudit.events.delivery import Delivery
from plaudit.events.order import OrderAmounts, OrderStatus
from plaudit.events.refund import Refund
from plaudit.events.registry import CampaignState, CreatorState, LinkState
from plaudit.events.rejected import Rejected
from plaudit.security.keys import create_keys
from plaudit.settings import load_settings
from services.aggregator.app import create_app
from services.aggregator.publish import Publisher
from tests.support.publication import HOUR, MARCH, DeclaredRates, change, sale, tap
from tests.support.records import NOON, click_event, event_of

DOLLARS = OrderAmounts(currency="USD", gross_minor=5_555, net_items_minor=3_333)
RATES = DeclaredRates(USD="0.9123")


class Shop:
    """Three clicks, one of them torn; three orders, one in dollars, one refunded in part; repeats and refusals."""

    def __init__(self, data_dir: Path) -> None:
        create_keys(data_dir)
        self.settings = load_settings({}, data_dir=data_dir)
        self.log = MemoryLog()
        self.clicks = self.log.open_writer("clicks", "redirect")
        self.events = self.log.open_writer("events", "ingest")
        self.number = 0
        self.append(self.events, *_registered(), *_delivered())
        self.append(self.clicks, tap("c1", MARCH + HOUR), tap("c2", MARCH + 2 * HOUR))
        self.clicks.append([msgspec.structs.replace(click_event(9), data=b"torn")])

    def append(self, writer: LogWriter, *payloads: Payload) -> None:
        for payload in payloads:
            self.number += 1
            writer.append([event_of(payload, self.number, key="k")])

    def load(self) -> None:
        """Loads what waits, and publishes it."""
        publisher = Publisher(self.settings, lambda: NOON, RATES)
        create_app(self.settings, log=self.log, publish=publisher.publish).turn()

    def alter(self, *statements: str) -> None:
        """Changes the published file behind everybody's back."""
        with duckdb.connect(str(self.settings.analytics_file)) as connection:
            for statement in statements:
                connection.execute(statement)


def _registered() -> list[Payload]:
    campaign = CampaignState(
        campaign_id="serum",
        name="Serum",
        currency="EUR",
        starts_on=MARCH.date(),
        ends_on=MARCH.date(),
        allowed_hosts=[],
    )
    link = LinkState(link_id="l1", slug="ana", campaign_id="serum", creator_id="ana", destination="https://s.example/")
    creator = CreatorState(creator_id="ana", handle="@ana", platform="instagram")
    return [change(1, "serum", campaign), change(2, "ana", creator), change(3, "l1", link)]


def _delivered() -> list[Payload]:
    first = sale("1001", MARCH + 3 * HOUR, "c1", "c2")
    older = msgspec.structs.replace(
        first,
        version=first.version - HOUR,
        status=OrderStatus(state="pending", has_been_paid=False),
        delivery=msgspec.structs.replace(first.delivery, received_at=MARCH + 5 * HOUR, body_hash="f" * 64),
    )
    again = msgspec.structs.replace(
        first, delivery=msgspec.structs.replace(first.delivery, received_at=MARCH + 4 * HOUR)
    )
    refund = Refund(
        store="shop", platform="shopify", refund_id="r1", kind="single", status="succeeded", version=MARCH + 6 * HOUR,
        currency="EUR", amount_minor=3_333, basis="commission_base", refunded_at=MARCH + 6 * HOUR, order_id="1001",
        delivery=Delivery(received_at=MARCH + 6 * HOUR, topic="refunds/create", body_hash="a" * 64),
    )  # fmt: skip
    rejected = Rejected(
        source="shopify/shop", store="shop", reason="unknown_topic", detail="", sealed=b"?",
        delivery=Delivery(received_at=MARCH + timedelta(hours=7), topic="orders/odd", body_hash="b" * 64),
    )  # fmt: skip
    dollars = sale("1002", MARCH + 24 * HOUR, "c1", amounts=DOLLARS)
    return [first, again, older, refund, rejected, dollars, sale("1003", MARCH + 25 * HOUR)]
