"""Shopify's refunds: told by themselves and once more inside their order, with one id."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec

from plaudit.events.refund import Refund
from services.ingest.reasons import UnacceptableError
from services.ingest.sources.protocol import Context, Document, Fact
from services.ingest.sources.shapes import exact_minor, read_shape
from services.ingest.sources.shopify.base import are_taxes_included, refunded_base
from services.ingest.sources.shopify.shapes import ShopifyOrder, ShopifyRefund, Transaction


def normalise_refund(document: Document, context: Context) -> list[Fact]:
    """The refund of `refunds/create`. It has no version but its own time."""
    refund = read_shape(ShopifyRefund, document)
    taxes_included = are_taxes_included(refund.refund_line_items)
    version = refund.processed_at or refund.created_at
    return [_refund(refund, version=version, taxes_included=taxes_included, context=context)]


def listed_refunds(order: ShopifyOrder, context: Context) -> list[Refund]:
    """The refunds inside an order, as of the order's version; part 1, 2 … of its delivery."""
    return [
        _refund(
            refund,
            version=order.updated_at,
            taxes_included=order.taxes_included,
            context=context._replace(delivery=msgspec.structs.replace(context.delivery, part=part)),
        )
        for part, refund in enumerate(order.refunds or [], start=1)
    ]


def _refund(refund: ShopifyRefund, *, version: datetime, taxes_included: bool, context: Context) -> Refund:
    currency = _currency(refund, context)
    amount = refunded_base(refund.refund_line_items, taxes_included=taxes_included)
    return Refund(
        store=context.store.store,
        platform=context.store.platform,
        order_id=refund.order_id,
        refund_id=refund.id,
        kind="single",
        status=_status(refund.transactions),
        version=version,
        refunded_at=refund.processed_at or refund.created_at,
        currency=currency,
        amount_minor=exact_minor(amount, currency, "refund_line_items.subtotal_set"),
        basis="commission_base",
        delivery=context.delivery,
        is_test=any(transaction.test for transaction in refund.transactions) or None,
    )


def _currency(refund: ShopifyRefund, context: Context) -> str:
    """Of its lines; a refund without lines takes nothing off the base, in the store's currency."""
    found = {line.subtotal_set.shop_money.currency_code for line in refund.refund_line_items}
    if len(found) > 1:
        raise UnacceptableError("bad_currency", "the amounts of one refund are in one currency", "refund_line_items")
    return found.pop() if found else context.store.currency


def _status(transactions: Sequence[Transaction]) -> Literal["succeeded", "pending", "failed"]:
    """A refund without a money transaction took items back: it reverses them all the same."""
    statuses = {transaction.status for transaction in transactions if transaction.kind == "refund"}
    if not statuses or "success" in statuses:
        return "succeeded"
    return "pending" if "pending" in statuses else "failed"
