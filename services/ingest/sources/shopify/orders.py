"""Shopify's orders: the full order, the edit that states nothing, and the deletion."""

from datetime import datetime

from plaudit.events.order import (
    ClickReference,
    CodeKind,
    Order,
    OrderAmounts,
    OrderCode,
    OrderPerson,
    OrderState,
    OrderStatus,
)
from services.ingest.reasons import UnacceptableError
from services.ingest.sources.evidence import clicks_in_attributes, clicks_in_url, host_of, label_of, utm_in_url
from services.ingest.sources.people import person_of
from services.ingest.sources.protocol import Context, Document, Fact
from services.ingest.sources.shapes import exact_minor, read_shape, rough_minor
from services.ingest.sources.shopify.base import base_of, in_shop_money
from services.ingest.sources.shopify.refunds import listed_refunds
from services.ingest.sources.shopify.shapes import (
    Customer,
    DeletedOrder,
    DiscountCode,
    EditedOrder,
    MoneySet,
    ShopifyOrder,
)

PAID = frozenset({"paid", "partially_refunded", "refunded"})
STATES: dict[str, OrderState] = {
    "pending": "pending",
    "authorized": "pending",
    "partially_paid": "pending",
    "expired": "pending",
    "paid": "paid",
    "partially_refunded": "partially_refunded",
    "refunded": "refunded",
    "voided": "cancelled",
}
CODE_KINDS: dict[str, CodeKind] = {"percentage": "percentage", "fixed_amount": "fixed_amount", "shipping": "shipping"}
TEST_GATEWAY = "bogus"
SAMPLE_ORDER_ID = "820982911946154508"
"""The order that "Send test notification" sends, whatever the store."""


def normalise_order(document: Document, context: Context) -> list[Fact]:
    """The order as the document states it, whatever the topic claims, and each refund that it lists."""
    order = read_shape(ShopifyOrder, document)
    facts: list[Fact] = [_order(order, context)]
    facts += listed_refunds(order, context)
    return facts


def normalise_edit(document: Document, context: Context) -> list[Fact]:
    """That the order was edited. The delta states no group: the `orders/updated` beside it states them all."""
    edit = read_shape(EditedOrder, document).order_edit
    version = edit.committed_at or edit.created_at or context.received_at
    return [_bare_order(edit.order_id, version=version, status=None, context=context)]


def normalise_deletion(document: Document, context: Context) -> list[Fact]:
    """A deleted order counts as cancelled; it has no version of its own, so the receipt is one.

    A body with more than an id is another topic's, sent again under this header to take an order away.
    """
    if set(document) - {"id", "admin_graphql_api_id"}:
        raise UnacceptableError("topic_mismatch", "a deletion holds an id and nothing else")
    status = OrderStatus(state="cancelled", has_been_paid=False, platform_state="deleted")
    order_id = read_shape(DeletedOrder, document).id
    return [_bare_order(order_id, version=context.received_at, status=status, context=context)]


def _order(order: ShopifyOrder, context: Context) -> Order:
    return Order(
        store=context.store.store,
        platform=context.store.platform,
        order_id=order.id,
        order_number=label_of(order.name),
        version=order.updated_at,
        placed_at=order.processed_at or order.created_at,
        delivery=context.delivery,
        status=_status(order),
        amounts=_amounts(order),
        codes=_codes(order),
        person=_person(order, context),
        refund_ids=None if order.refunds is None else [refund.id for refund in order.refunds],
        clicks=_clicks(order),
        utm=utm_in_url(order.landing_site),
        referrer_host=host_of(order.referring_site),
        sales_channel=label_of(order.source_name),
        is_gift_card_only=bool(order.line_items) and all(line.gift_card for line in order.line_items),
        is_test=_is_test(order),
    )


def _bare_order(order_id: str, *, version: datetime, status: OrderStatus | None, context: Context) -> Order:
    return Order(
        store=context.store.store,
        platform=context.store.platform,
        order_id=order_id,
        version=version,
        delivery=context.delivery,
        status=status,
    )


def _status(order: ShopifyOrder) -> OrderStatus:
    """A payment that Shopify has no word for yet is unpaid; a word that we don't know is refused."""
    word = order.financial_status or "pending"
    if word not in STATES:
        raise UnacceptableError("bad_field", "is no state that Shopify is known to have", "financial_status")
    state = "cancelled" if order.cancelled_at else STATES[word]
    return OrderStatus(state=state, has_been_paid=word in PAID, platform_state=word)


def _amounts(order: ShopifyOrder) -> OrderAmounts:
    currency = _one_currency(order.total_price_set, order.subtotal_price_set, order.current_subtotal_price_set)
    base = base_of(order)
    left = None if base.left is None else exact_minor(base.left, currency, "current_subtotal_price_set")
    return OrderAmounts(
        currency=currency,
        gross_minor=exact_minor(in_shop_money(order.total_price_set), currency, "total_price_set"),
        net_items_minor=exact_minor(base.net_items, currency, "subtotal_price_set"),
        ceiling_minor=left,
        presentment_currency=label_of(order.presentment_currency),
    )


def _one_currency(*amounts: MoneySet | None) -> str:
    found = {money.shop_money.currency_code for money in amounts if money is not None}
    if len(found) > 1:
        raise UnacceptableError("bad_currency", "the amounts of one order are in one currency", "shop_money")
    return found.pop()


def _codes(order: ShopifyOrder) -> list[OrderCode] | None:
    """Codes only: an automatic discount has a title, and a title is no code."""
    if order.discount_codes is None:
        return None
    currency = order.subtotal_price_set.shop_money.currency_code
    return [_code(discount, currency) for discount in order.discount_codes if discount.code.strip()]


def _code(discount: DiscountCode, currency: str) -> OrderCode:
    """What a code took off only ranks stacked codes, so it is read forgivingly."""
    kind = CODE_KINDS.get(str(discount.type), "other")
    return OrderCode(code=discount.code, discount_minor=rough_minor(discount.amount, currency), kind=kind)


def _person(order: ShopifyOrder, context: Context) -> OrderPerson | None:
    customer = order.customer or Customer()
    emails = [order.email, order.contact_email, customer.email]
    return person_of(context.keys, context.store.store, emails, customer.id)


def _clicks(order: ShopifyOrder) -> list[ClickReference]:
    in_lines = [line.properties for line in order.line_items]
    return [
        *clicks_in_attributes(order.note_attributes, "note_attributes"),
        *(click for properties in in_lines for click in clicks_in_attributes(properties, "line_items.properties")),
        *clicks_in_url(order.landing_site, "landing_site"),
    ]


def _is_test(order: ShopifyOrder) -> bool:
    gateways = order.payment_gateway_names if isinstance(order.payment_gateway_names, list) else []
    return bool(order.test) or TEST_GATEWAY in gateways or order.id == SAMPLE_ORDER_ID
