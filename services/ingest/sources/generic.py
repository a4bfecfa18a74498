"""The generic order: what a shop without a source of its own sends, by webhook or by import."""

from typing import Any

from services.ingest.sources.shapes import Currency, DecimalText, Instant, PlatformId, Shape


class GenericAmounts(Shape):
    """`net_items` is the commission base: after discounts, without tax and shipping. `total` is what was charged."""

    net_items: DecimalText
    total: DecimalText
    items: DecimalText | None = None
    discount: DecimalText | None = None
    shipping: DecimalText | None = None
    tax: DecimalText | None = None
    tax_included: bool | None = None


class RefundAmounts(Shape):
    """Of this refund alone; `net_items` is its share of the commission base."""

    net_items: DecimalText
    shipping: DecimalText | None = None
    tax: DecimalText | None = None
    total: DecimalText | None = None


class GenericAttribution(Shape):
    """Where the order came from; what is unreadable here is left out."""

    plaudit_click: Any = None
    click_id: Any = None
    landing_url: Any = None
    referrer: Any = None
    utm: dict[str, Any] | None = None


class GenericCustomer(Shape):
    """Who bought; of this only keyed hashes are kept."""

    id: PlatformId | None = None
    email: Any = None
    email_sha256: str | None = None
    is_new: Any = None


class GenericOrder(Shape):
    """`data` of order.created, paid, updated and cancelled; a cancellation may leave the amounts out."""

    order_id: PlatformId
    occurred_at: Instant
    order_number: Any = None
    currency: Currency | None = None
    amounts: GenericAmounts | None = None
    discount_codes: list[str] | None = None
    attribution: GenericAttribution | None = None
    customer: GenericCustomer | None = None
    line_items: Any = None
    test: bool | None = None


class GenericRefund(Shape):
    """`data` of order.refunded; `full` says that this refund completes the order."""

    order_id: PlatformId
    refund_id: PlatformId
    occurred_at: Instant
    currency: Currency
    amounts: RefundAmounts
    line_items: Any = None
    full: bool = False
    test: bool | None = None


class Envelope(Shape):
    """What Standard Webhooks wraps around the data."""

    type: str
    data: dict[str, Any]
