import base64
import hashlib
import hmac
import json
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest

from plaudit.demo.checkout import Checkout
from plaudit.demo.deliveries import Delivery
from plaudit.demo.shopify import headers_of, order_body
from plaudit.demo.story import Customer, Line, Purchase, Tap, UsedCode
from plaudit.demo.visitors import Visitor
from plaudit.demo.world import START, build_world

LATER = START + timedelta(days=3)
LINES = (Line("Serum", 4_800, 2, 1_440), Line("Gift card", 2_500, 1, is_gift_card=True))


@pytest.fixture
def purchase() -> Purchase:
    return Purchase(1, START, Customer(7, "b@mail.example"), LINES, (UsedCode("MAYA15", 1_440),), paid_at=START)


def test_the_signature_is_what_shopify_documents(purchase: Purchase) -> None:
    webhook = Delivery(purchase, "orders/paid", LATER).webhook()
    sent = headers_of(webhook, "secret")["X-Shopify-Hmac-Sha256"]
    assert base64.b64decode(sent) == hmac.new(b"secret", webhook.body, hashlib.sha256).digest()


def test_a_repeated_delivery_has_the_same_bytes_and_id(purchase: Purchase) -> None:
    delivery = Delivery(purchase, "orders/paid", LATER)
    assert delivery.webhook() is delivery.webhook()


def test_amounts_are_those_of_the_cart(purchase: Purchase) -> None:
    body = order_body(purchase, LATER)
    assert body["subtotal_price"] == "106.60"
    assert Decimal(body["total_price"]) == Decimal("106.60") + Decimal("6.53")
    assert body["discount_codes"] == [{"code": "MAYA15", "amount": "14.40", "type": "percentage"}]


def test_an_order_is_told_as_it_stood_at_the_time(purchase: Purchase) -> None:
    purchase.paid_at = START + timedelta(hours=1)
    Checkout(Random(1), LATER).refund_line(purchase, 0, START + timedelta(hours=2))
    purchase.cancelled_at = START + timedelta(hours=3)
    told = [order_body(purchase, START + timedelta(hours=hours)) for hours in range(4)]
    assert [body["financial_status"] for body in told] == [
        "pending",
        "paid",
        "partially_refunded",
        "partially_refunded",
    ]
    assert [len(body["refunds"]) for body in told] == [0, 0, 1, 1]
    assert [body["cancelled_at"] is None for body in told] == [True, True, True, False]
    assert told[2]["current_subtotal_price_set"]["shop_money"]["amount"] == "25.00"


def test_the_cart_carries_the_path_and_the_order_its_landing_page(purchase: Purchase) -> None:
    link = build_world(2, 7, 1).links[0]
    visitor = Visitor("2001:db8::1", "x", "")
    one, silent = Tap(START, link, "human", visitor), Tap(START, link, "head", visitor)
    one.click_id, one.location = "A" * 22, f"https://shop.example/serum?plaudit_click={'A' * 22}"
    purchase.path, purchase.landing, purchase.stray_ids = (silent, one), one, ("B" * 22,)
    body = json.loads(json.dumps(order_body(purchase, LATER)))
    assert {"name": "plaudit_click", "value": f"{'A' * 22}-{'B' * 22}"} in body["note_attributes"]
    assert body["landing_site"] == f"/serum?plaudit_click={'A' * 22}"
