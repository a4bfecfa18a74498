"""What is read of Shopify's documents; money only as the strings of `*_set.shop_money`."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator

from services.ingest.sources.shapes import Currency, DecimalText, Instant, Items, PlatformId, Shape


def _fraction_or_none(value: object) -> Decimal | None:
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


class ShopMoney(Shape):
    amount: DecimalText
    currency_code: Currency


class MoneySet(Shape):
    """An amount in the shop's currency; what the buyer saw (`presentment_money`) is not read."""

    shop_money: ShopMoney


class TaxLine(Shape):
    """`rate` is a fraction (0.13); it may be absent."""

    price_set: MoneySet | None = None
    rate: Annotated[Decimal | None, BeforeValidator(_fraction_or_none)] = None


class Allocation(Shape):
    amount_set: MoneySet


class LineItem(Shape):
    """`quantity` as ordered, `current_quantity` after refunds and edits."""

    quantity: int
    price_set: MoneySet | None = None
    current_quantity: int | None = None
    gift_card: bool = False
    discount_allocations: Items[Allocation] = ()
    tax_lines: Items[TaxLine] = ()
    properties: Any = None


class RefundLine(Shape):
    """`subtotal_set` is net of discounts; the floats beside it are not read."""

    subtotal_set: MoneySet
    total_tax_set: MoneySet | None = None
    line_item: LineItem | None = None


class Transaction(Shape):
    kind: str | None = None
    status: str | None = None
    test: bool | None = None


class ShopifyRefund(Shape):
    id: PlatformId
    order_id: PlatformId
    created_at: Instant
    processed_at: Instant | None = None
    refund_line_items: list[RefundLine]
    transactions: Items[Transaction] = ()


class DiscountCode(Shape):
    code: str
    amount: Any = None
    type: Any = None


class Customer(Shape):
    id: PlatformId | None = None
    email: Any = None


class ShopifyOrder(Shape):
    """The full order of the REST API, as all `orders/*` topics but edited and delete send it."""

    id: PlatformId
    updated_at: Instant
    financial_status: str | None
    total_price_set: MoneySet
    subtotal_price_set: MoneySet
    line_items: list[LineItem]
    created_at: Instant | None = None
    processed_at: Instant | None = None
    cancelled_at: Instant | None = None
    current_subtotal_price_set: MoneySet | None = None
    taxes_included: bool = False
    discount_codes: list[DiscountCode] | None = None
    refunds: list[ShopifyRefund] | None = None
    customer: Customer | None = None
    email: Any = None
    contact_email: Any = None
    name: Any = None
    note_attributes: Any = None
    landing_site: Any = None
    referring_site: Any = None
    source_name: Any = None
    presentment_currency: Any = None
    payment_gateway_names: Any = None
    test: bool | None = None


class OrderEdit(Shape):
    order_id: PlatformId
    committed_at: Instant | None = None
    created_at: Instant | None = None


class EditedOrder(Shape):
    """`orders/edited`: a difference, whose result follows in `orders/updated`."""

    order_edit: OrderEdit


class DeletedOrder(Shape):
    id: PlatformId


class PrivacyRequest(Shape):
    """Any of the three privacy topics; which of the lists is there tells them apart."""

    shop_domain: str | None = None
    customer: Customer | None = None
    orders_requested: list[PlatformId] | None = None
    orders_to_redact: list[PlatformId] | None = None
