"""order.v1: what one delivery says of an order, absolutely and never as a difference."""

from typing import Literal

import msgspec

from plaudit.events.click import UtmValues
from plaudit.events.delivery import Delivery
from plaudit.events.instants import Instant

OrderState = Literal["pending", "failed", "paid", "partially_refunded", "refunded", "cancelled"]
CodeKind = Literal["percentage", "fixed_amount", "shipping", "other"]
STATE_RANKS: dict[str, int] = {
    "pending": 0, "failed": 1, "paid": 2, "partially_refunded": 3, "refunded": 4, "cancelled": 5,
}  # fmt: skip


class _Facts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    pass


class OrderStatus(_Facts, frozen=True, kw_only=True):
    """The state group. `has_been_paid` is this delivery's own payment fact; `platform_state` its own word."""

    state: OrderState
    has_been_paid: bool
    platform_state: str | None = None


class OrderAmounts(_Facts, frozen=True, kw_only=True):
    """The amounts group in minor units of `currency`.

    `gross_minor` is all the buyer was charged; `net_items_minor` the commission base before reversals
    (after discounts, without tax, shipping, tips, gift cards); `ceiling_minor` what the platform says is
    left of that base, where it says so.
    """

    currency: str
    gross_minor: int
    net_items_minor: int
    ceiling_minor: int | None = None
    presentment_currency: str | None = None


class OrderCode(_Facts, frozen=True, kw_only=True):
    """A discount code as the shop sent it; `kind` shipping ranks after all others."""

    code: str
    discount_minor: int | None = None
    kind: CodeKind = "other"


class OrderPerson(_Facts, frozen=True, kw_only=True):
    """Keyed hashes of who bought: `customer_key` per store, `buyer_key` per deployment."""

    customer_key: str | None = None
    buyer_key: str | None = None


class ClickReference(_Facts, frozen=True, kw_only=True):
    """A click id the order carries, where it was found, and its place in a path (0 = oldest)."""

    click_id: str
    found_in: str
    position: int = 0


class Order(_Facts, frozen=True, kw_only=True):
    """What one delivery says of an order. A group that it does not state is absent, not empty.

    `version` is the source's own updated_at (time of receipt for a deletion that has none). `refs` are
    other names of the order (payment intent, checkout …). `refund_ids` is there only where the platform
    sends the complete list. `sales_channel` is the platform's word (web, pos, draft …).
    """

    store: str
    platform: str
    order_id: str
    version: Instant
    delivery: Delivery
    order_number: str | None = None
    placed_at: Instant | None = None
    refs: list[str] = []
    status: OrderStatus | None = None
    amounts: OrderAmounts | None = None
    codes: list[OrderCode] | None = None
    person: OrderPerson | None = None
    refund_ids: list[str] | None = None
    clicks: list[ClickReference] = []
    utm: UtmValues = UtmValues()
    referrer_host: str | None = None
    sales_channel: str | None = None
    is_gift_card_only: bool = False
    is_test: bool | None = None
