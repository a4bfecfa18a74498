"""The shop's webhooks: what Shopify would say of an order at a moment, signed as Shopify signs."""

import base64
import hmac
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from plaudit.demo.story import Line, Purchase, Refund, tax_of
from plaudit.demo.world import CURRENCY, SHOP_DOMAIN, TIMEZONE

EDITED_AFTER = timedelta(hours=2)
SHOP_ZONE = ZoneInfo(TIMEZONE)


class Webhook(NamedTuple):
    topic: str
    body: bytes
    triggered_at: datetime
    delivery_id: str


def sign(body: bytes, secret: str) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()


def headers_of(webhook: Webhook, secret: str) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "X-Shopify-Topic": webhook.topic,
        "X-Shopify-Hmac-Sha256": sign(webhook.body, secret),
        "X-Shopify-Shop-Domain": SHOP_DOMAIN,
        "X-Shopify-Webhook-Id": webhook.delivery_id,
        "X-Shopify-Triggered-At": webhook.triggered_at.isoformat().replace("+00:00", "Z"),
    }


def order_webhook(topic: str, purchase: Purchase, now: datetime) -> Webhook:
    """The whole order as it stands at `now`, which becomes its `updated_at`."""
    body = json.dumps(order_body(purchase, now), separators=(",", ":")).encode()
    return Webhook(topic, body, now, f"{purchase.order_id}-{topic}-{now:%d%H%M%S}")


def refund_webhook(purchase: Purchase, refunds: tuple[Refund, ...]) -> Webhook:
    """One refund of one or more lines."""
    body = json.dumps(_refund_body(purchase, refunds), separators=(",", ":")).encode()
    first = refunds[0]
    return Webhook("refunds/create", body, first.at, f"{purchase.order_id}-refund-{first.refund_id}")


def order_body(purchase: Purchase, now: datetime) -> dict[str, Any]:
    refunds = [refund for refund in purchase.refunds if refund.at <= now]
    refunded = sum(refund.amount_minor for refund in refunds)
    removed = purchase.removed_minor if now >= purchase.placed_at + EDITED_AFTER else 0
    is_cancelled = purchase.cancelled_at is not None and purchase.cancelled_at <= now
    return {
        "id": purchase.order_id,
        "name": f"#{purchase.order_id % 100_000}",
        "created_at": _time(purchase.placed_at),
        "processed_at": _time(purchase.placed_at),
        "updated_at": _time(now),
        "cancelled_at": _time(purchase.cancelled_at) if is_cancelled and purchase.cancelled_at else None,
        "cancel_reason": "customer" if is_cancelled else None,
        "currency": CURRENCY,
        "presentment_currency": CURRENCY,
        "email": purchase.customer.email,
        "customer": {"id": purchase.customer.customer_id, "email": purchase.customer.email},
        "test": purchase.is_test,
        "source_name": purchase.channel,
        "financial_status": _financial_status(purchase, now, refunded),
        "taxes_included": False,
        "subtotal_price": _amount(purchase.subtotal_minor),
        "subtotal_price_set": _money(purchase.subtotal_minor),
        "current_subtotal_price_set": _money(max(0, purchase.subtotal_minor - refunded - removed)),
        "total_price": _amount(purchase.total_minor),
        "total_price_set": _money(purchase.total_minor),
        "total_tax_set": _money(purchase.tax_minor),
        "total_shipping_price_set": _money(purchase.shipping_minor),
        "total_tip_received": "0.00",
        "discount_codes": [
            {"code": used.code, "amount": _amount(used.discount_minor), "type": used.kind} for used in purchase.codes
        ],
        "note_attributes": list(_cart_attributes(purchase)),
        "landing_site": _landing_site(purchase),
        "referring_site": None,
        "line_items": [_line(purchase, place, line) for place, line in enumerate(purchase.lines)],
        "refunds": [_refund_body(purchase, (refund,)) for refund in refunds],
    }


def _financial_status(purchase: Purchase, now: datetime, refunded: int) -> str:
    if purchase.paid_at is None:
        is_void = purchase.payment == "voided" and purchase.cancelled_at is not None and purchase.cancelled_at <= now
        return "voided" if is_void else "authorized" if purchase.payment == "authorized" else "pending"
    if now < purchase.paid_at:
        return "pending"
    if not refunded:
        return "paid"
    return "refunded" if refunded >= purchase.subtotal_minor else "partially_refunded"


def _cart_attributes(purchase: Purchase) -> Iterator[dict[str, str]]:
    yield {"name": "gift", "value": "no"}
    ids = [tap.click_id for tap in purchase.path if tap.click_id] + list(purchase.stray_ids)
    if ids:
        yield {"name": "plaudit_click", "value": "-".join(ids)}


def _landing_site(purchase: Purchase) -> str | None:
    """The path and query that the redirect sent the visit to."""
    if purchase.landing is None or not purchase.landing.location:
        return None
    url = urlsplit(purchase.landing.location)
    return f"{url.path}?{url.query}" if url.query else url.path


def _line(purchase: Purchase, place: int, line: Line) -> dict[str, Any]:
    tax = 0 if line.is_gift_card else tax_of(line.net_minor)
    allocations = [{"amount": _amount(line.discount_minor), "amount_set": _money(line.discount_minor)}]
    return {
        "id": purchase.order_id * 10 + place,
        "title": line.title,
        "quantity": line.quantity,
        "price": _amount(line.unit_minor),
        "price_set": _money(line.unit_minor),
        "gift_card": line.is_gift_card,
        "discount_allocations": allocations if line.discount_minor else [],
        "tax_lines": [{"price": _amount(tax), "price_set": _money(tax), "rate": 0.08, "title": "Sales tax"}],
        "properties": [],
    }


def _refund_body(purchase: Purchase, refunds: tuple[Refund, ...]) -> dict[str, Any]:
    first = refunds[0]
    return {
        "id": first.refund_id,
        "order_id": purchase.order_id,
        "created_at": _time(first.at),
        "processed_at": _time(first.at),
        "refund_line_items": [
            {
                "line_item_id": purchase.order_id * 10 + refund.line,
                "quantity": refund.quantity,
                "subtotal": refund.amount_minor / 100,
                "subtotal_set": _money(refund.amount_minor),
                "total_tax_set": _money(tax_of(refund.amount_minor)),
                "line_item": _line(purchase, refund.line, purchase.lines[refund.line]),
            }
            for refund in refunds
        ],
        "order_adjustments": [],
        "transactions": [
            {
                "kind": "refund",
                "status": "success",
                "amount": _amount(sum(refund.amount_minor + tax_of(refund.amount_minor) for refund in refunds)),
                "currency": CURRENCY,
            }
        ],
    }


def _money(minor: int) -> dict[str, dict[str, str]]:
    amount = {"amount": _amount(minor), "currency_code": CURRENCY}
    return {"shop_money": amount, "presentment_money": amount}


def _amount(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


def _time(instant: datetime) -> str:
    """To the second, with the shop's own offset."""
    return instant.astimezone(SHOP_ZONE).replace(microsecond=0).isoformat()
