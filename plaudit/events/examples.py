"""One example of every kind of event that there is; `schemas/` shows them as JSON."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from plaudit.events.click import Click, UtmValues
from plaudit.events.codec import Payload
from plaudit.events.cost import Cost
from plaudit.events.delivery import Delivery
from plaudit.events.engagement import Engagement
from plaudit.events.erasure import Erasure
from plaudit.events.order import (
    ClickReference,
    Order,
    OrderAmounts,
    OrderCode,
    OrderPerson,
    OrderStatus,
)
from plaudit.events.refund import Refund
from plaudit.events.registry_examples import registry_examples
from plaudit.events.rejected import Rejected

MOMENT = datetime(2026, 5, 4, 9, 30, 0, 250_000, UTC)
SENT = MOMENT + timedelta(hours=2)
KEY = "5f1d7a84db00d2fce00b31a7fc73224f"
CLICK_ID = "vytxeTZskVKR7C7WgdSP3d"
UTM = UtmValues(source="instagram", medium="influencer", campaign="serum", content="maya")


def examples() -> Iterator[tuple[str, Payload]]:
    """Examples with a name that says what they show; what a type holds at least and at most is among them."""
    yield from _facts()
    yield from registry_examples(MOMENT, KEY)


def _facts() -> Iterator[tuple[str, Payload]]:
    yield "human", _click()
    yield "bot", _bot()
    yield "paid", _order()
    yield (
        "edited",
        Order(
            store="lumen",
            platform="shopify",
            order_id="6120034459871",
            version=SENT,
            delivery=_delivery("orders/edited"),
        ),
    )
    yield "single", _refund()
    yield "cumulative", _total_refund()
    yield "unknown_topic", _rejected()
    yield "reel", _engagement()
    yield "one_count", Engagement(post_id="17890012345", captured_at=SENT, likes=12)
    yield "fee", _cost()
    yield "void", _void()
    yield "customer", _erasure()
    yield (
        "shop",
        Erasure(store="lumen", subject="shop", requested_at=SENT, delivery=_delivery("shop/redact")),
    )


def _delivery(topic: str, part: int = 0) -> Delivery:
    return Delivery(
        received_at=SENT,
        topic=topic,
        body_hash="fe4d846e748ba3f388d49a845bef6529a2699e4225a11cf72cfe9abbd5723a95",
        delivery_id="2f02ee60-a508-55ad-9aa5-33da748fd039",
        part=part,
    )


def _click() -> Click:
    return Click(
        click_id=CLICK_ID,
        clicked_at=MOMENT,
        slug="maya",
        link_id="lnk_9m3k",
        campaign_id="serum",
        creator_id="maya",
        post_id="17890012345",
        sub_id="bio",
        request_class="human",
        class_reason="browser",
        classifier="2026-05",
        visitor_key=KEY,
        device="phone",
        os="iOS",
        browser="Safari",
        in_app="Instagram",
        referrer_host="l.instagram.com",
        country="DE",
        utm=UTM,
        visitor_utm=UtmValues(source="newsletter"),
    )


def _bot() -> Click:
    return Click(
        click_id="3nPNMbRcaUYeyRgwoWSFSX",
        clicked_at=MOMENT,
        slug="maya",
        link_id="lnk_9m3k",
        campaign_id="serum",
        creator_id="maya",
        request_class="bot",
        class_reason="known_bot",
        classifier="2026-05",
    )


def _order() -> Order:
    return Order(
        store="lumen",
        platform="shopify",
        order_id="6120034459871",
        order_number="#2047",
        version=SENT,
        placed_at=MOMENT + timedelta(hours=1),
        delivery=_delivery("orders/paid"),
        status=OrderStatus(state="paid", has_been_paid=True, platform_state="paid"),
        amounts=OrderAmounts(
            currency="USD",
            gross_minor=11583,
            net_items_minor=9350,
            ceiling_minor=9350,
            presentment_currency="CAD",
        ),
        codes=[OrderCode(code="MAYA15", discount_minor=1650, kind="percentage")],
        person=OrderPerson(customer_key=KEY, buyer_key="99be2cce08a3a6aa584121288a2bf1e0"),
        refund_ids=[],
        clicks=[ClickReference(click_id=CLICK_ID, found_in="note_attributes")],
        utm=UTM,
        referrer_host="l.instagram.com",
        sales_channel="web",
        is_test=False,
    )


def _refund() -> Refund:
    return Refund(
        store="lumen",
        platform="shopify",
        order_id="6120034459871",
        refund_id="990110022331",
        kind="single",
        status="succeeded",
        version=SENT,
        refunded_at=SENT,
        currency="USD",
        amount_minor=1190,
        basis="commission_base",
        delivery=_delivery("refunds/create"),
    )


def _total_refund() -> Refund:
    return Refund(
        store="lumen",
        platform="stripe",
        order_ref="pi_3SInvented0001",
        refund_id="ch_3SInvented0001",
        kind="cumulative",
        status="succeeded",
        version=SENT,
        refunded_at=SENT,
        currency="USD",
        amount_minor=8207,
        basis="charge",
        delivery=_delivery("charge.refunded"),
        is_full=True,
        is_test=False,
    )


def _rejected() -> Rejected:
    return Rejected(
        source="shopify/lumen",
        store="lumen",
        reason="unknown_topic",
        detail="Nothing reads this topic of Shopify.",
        sealed=b"nonce, ciphertext and tag of the body",
        delivery=_delivery("disputes/create"),
    )


def _engagement() -> Engagement:
    return Engagement(
        post_id="17890012345",
        captured_at=SENT,
        impressions=12_400,
        impressions_basis="views",
        reach=9_800,
        likes=640,
        comments=48,
        shares=21,
        saves=77,
        link_clicks=310,
        followers=18_250,
    )


def _cost() -> Cost:
    return Cost(
        cost_id="fee-maya-1",
        campaign_id="serum",
        creator_id="maya",
        kind="fee",
        amount_minor=25_000,
        currency="EUR",
        incurred_on=date(2026, 5, 1),
    )


def _void() -> Cost:
    return Cost(
        cost_id="fee-maya-1-void",
        campaign_id="serum",
        creator_id="maya",
        kind="fee",
        amount_minor=25_000,
        currency="EUR",
        incurred_on=date(2026, 5, 1),
        voids="fee-maya-1",
    )


def _erasure() -> Erasure:
    return Erasure(
        store="lumen",
        subject="customer",
        requested_at=SENT,
        delivery=_delivery("customers/redact"),
        customer_key=KEY,
        buyer_key="99be2cce08a3a6aa584121288a2bf1e0",
        order_ids=["6120034459871"],
    )
