"""Every recorded delivery of Shopify and of a generic shop, through the route, against what it is known to say."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from plaudit.clock import to_rfc3339
from plaudit.events.erasure import Erasure
from plaudit.events.order import Order
from plaudit.events.refund import Refund
from plaudit.events.rejected import Rejected
from plaudit.registry.views import KnownStore
from tests.support.ingest import DOMAIN, Ingest, Prepared
from tests.support.webhooks import PLATFORM_OF_ROUTE, read_manifest

ROWS = read_manifest("shopify", "standardwebhooks")
EXPECTED_OF_ORDERS = {
    "kind", "order_id", "state", "is_test", "gross_minor", "net_items_minor", "refunded_minor", "commissionable_minor",
    "currency", "codes", "click_id", "utm_source", "utm_campaign", "presentment_currency", "occurred_at_utc",
    "created_at_utc", "refund_ids",
}  # fmt: skip


def rows_of(*kinds: str) -> list[Any]:
    return [pytest.param(row, id=row["vector_id"]) for row in ROWS if row["expected"]["kind"] in kinds]


def deliver(prepared: Prepared, row: Mapping[str, Any]) -> list[Any]:
    """Sends the recorded bytes and headers to a store with the recorded secret; what is in the log then."""
    platform = PLATFORM_OF_ROUTE[row["platform"]]
    now = datetime.fromtimestamp(row.get("now", 1791037213), UTC)
    ingest = Ingest(prepared, clock=lambda: now)
    store = KnownStore(
        store="recorded",
        platform=platform,
        currency="USD",
        domain=DOMAIN if platform == "shopify" else None,
        return_days=None,
        secrets=("another", row["secret"]),
    )
    ingest.registry.stores.create(store)
    with ingest.client:
        assert ingest.post(platform, "recorded", row["raw"], row["headers"]).status_code == 200
    ingest.registry.close()
    return list(ingest.written())


@pytest.mark.parametrize("row", rows_of("order"))
def test_an_order_says_what_it_is_known_to_say(prepared: Prepared, row: dict[str, Any]) -> None:
    expected = row["expected"]
    assert set(expected) <= EXPECTED_OF_ORDERS
    order, *refunds = deliver(prepared, row)
    assert isinstance(order, Order)
    assert order.status is not None
    assert order.amounts is not None
    refunded = sum(refund.amount_minor for refund in refunds)
    found = {
        "order_id": order.order_id,
        "state": order.status.state,
        "is_test": order.is_test,
        "gross_minor": order.amounts.gross_minor,
        "net_items_minor": order.amounts.net_items_minor,
        "refunded_minor": refunded,
        "commissionable_minor": order.amounts.net_items_minor - refunded,
        "currency": order.amounts.currency,
        "codes": [used.code for used in order.codes or []],
        "click_id": order.clicks[0].click_id,
        "utm_source": order.utm.source,
        "utm_campaign": order.utm.campaign,
        "presentment_currency": order.amounts.presentment_currency,
        "occurred_at_utc": to_rfc3339(order.placed_at or order.version),
        "refund_ids": order.refund_ids,
    }
    assert {name: found[name] for name in expected if name in found} == {
        name: value for name, value in expected.items() if name in found
    }
    if order.amounts.ceiling_minor is not None:
        assert order.amounts.ceiling_minor == expected["commissionable_minor"]


@pytest.mark.parametrize("row", rows_of("refund"))
def test_a_refund_says_what_it_is_known_to_say(prepared: Prepared, row: dict[str, Any]) -> None:
    (refund,) = deliver(prepared, row)
    assert isinstance(refund, Refund)
    expected = row["expected"]
    assert (refund.order_id, refund.refund_id) == (expected["order_id"], expected["refund_id"])
    assert (refund.amount_minor, refund.currency) == (expected["refund_on_base_minor"], expected["currency"])
    assert (refund.kind, refund.status, refund.basis) == ("single", "succeeded", "commission_base")


@pytest.mark.parametrize("row", rows_of("privacy"))
def test_a_privacy_request_is_kept_with_keys_and_order_ids_only(prepared: Prepared, row: dict[str, Any]) -> None:
    (erasure,) = deliver(prepared, row)
    assert isinstance(erasure, Erasure)
    expected = row["expected"]
    assert erasure.order_ids == expected.get("orders", [])
    assert (erasure.customer_key is not None) is ("customer_id" in expected)
    assert erasure.subject in row["headers"]["X-Shopify-Topic"].replace("shop/", "shop ").replace(
        "customers", "customer"
    )


@pytest.mark.parametrize("row", rows_of("customer"))
def test_a_summary_of_a_customer_is_a_dead_letter_of_an_unknown_topic(prepared: Prepared, row: dict[str, Any]) -> None:
    (letter,) = deliver(prepared, row)
    assert isinstance(letter, Rejected)
    assert letter.reason == "unknown_topic"


def test_no_recorded_delivery_is_left_out() -> None:
    kinds = {row["expected"]["kind"] for row in ROWS}
    assert kinds == {"order", "refund", "privacy", "customer"}
    assert len(ROWS) == 8
