"""Shopify documents for tests, made from the recorded order so that all its fields are there."""

import json
from collections.abc import Sequence
from typing import Any

from tests.support.webhooks import read_payload


def money(amount: str, currency: str = "USD") -> dict[str, Any]:
    """A `*_set` whose presentment differs, so that reading the wrong one shows."""
    return {
        "shop_money": {"amount": amount, "currency_code": currency},
        "presentment_money": {"amount": "999.99", "currency_code": "CAD"},
    }


def line(price: str, quantity: int = 1, **changes: Any) -> dict[str, Any]:
    """A line item; `tax` and `discount` are amounts of the whole line, `left` its current quantity."""
    currency = changes.pop("currency", "USD")
    tax, rate = changes.pop("tax", None), changes.pop("rate", 0.2)
    discount = changes.pop("discount", None)
    return {
        "id": 1,
        "quantity": quantity,
        "current_quantity": changes.pop("left", quantity),
        "gift_card": False,
        "price": "0.00",
        "price_set": money(price, currency),
        "tax_lines": [{"price": "0.00", "rate": rate, "price_set": money(tax, currency)}] if tax else [],
        "discount_allocations": [{"amount_set": money(discount, currency)}] if discount else [],
        "properties": [],
        **changes,
    }


def order(
    subtotal: str,
    *,
    total: str | None = None,
    current: str | None = None,
    lines: Sequence[dict[str, Any]] = (),
    currency: str = "USD",
    **changes: Any,
) -> dict[str, Any]:
    """The recorded order with other amounts and lines."""
    document: dict[str, Any] = json.loads(read_payload("shopify_orders_create.json"))
    return document | {
        "total_price_set": money(total or subtotal, currency),
        "subtotal_price_set": money(subtotal, currency),
        "current_subtotal_price_set": money(current or subtotal, currency),
        "line_items": list(lines) or [line(subtotal, currency=currency)],
        "discount_codes": [],
        **changes,
    }


def refund_line(subtotal: str, tax: str = "0.00", currency: str = "USD", **item: Any) -> dict[str, Any]:
    """A refunded line; the floats beside the sets are wrong on purpose."""
    return {
        "quantity": 1,
        "subtotal": 123.45,
        "total_tax": 67.89,
        "subtotal_set": money(subtotal, currency),
        "total_tax_set": money(tax, currency),
        "line_item": line(subtotal, currency=currency, tax=tax if float(tax) else None, **item),
    }


def refund(*lines: dict[str, Any], status: str | None = "success", **changes: Any) -> dict[str, Any]:
    """A refund of lines; `status` is that of its money transaction, None leaves the transaction away."""
    transaction = {"kind": "refund", "status": status, "amount": "999.99", "currency": "CAD"}
    return {
        "id": 990110022331,
        "order_id": 6120034459871,
        "created_at": "2026-10-09T15:03:10-04:00",
        "processed_at": "2026-10-09T15:03:10-04:00",
        "refund_line_items": list(lines),
        "transactions": [] if status is None else [transaction],
        **changes,
    }
