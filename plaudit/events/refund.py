"""refund.v1: one refund, or a cumulative total."""

from typing import Literal

import msgspec

from plaudit.events.delivery import Delivery
from plaudit.events.instants import Instant


class Refund(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One refund (`single`) or the sum of all so far (`cumulative`), in minor units of `currency`.

    It names its order by `order_id` or by `order_ref`. `basis` says whether `amount_minor` is a share of
    the commission base or of the charge. `is_full`: this refund completes the order.
    """

    store: str
    platform: str
    refund_id: str
    kind: Literal["single", "cumulative"]
    status: Literal["succeeded", "pending", "failed", "void"]
    version: Instant
    currency: str
    amount_minor: int
    basis: Literal["commission_base", "charge"]
    refunded_at: Instant
    delivery: Delivery
    order_id: str | None = None
    order_ref: str | None = None
    is_full: bool = False
    is_test: bool | None = None
