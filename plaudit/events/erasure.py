"""erasure.v1: a person or a shop asked to be forgotten, or to see what is kept."""

from typing import Literal

import msgspec

from plaudit.events.delivery import Delivery
from plaudit.events.instants import Instant


class Erasure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    store: str
    subject: Literal["customer", "shop", "data_request"]
    requested_at: Instant
    delivery: Delivery
    customer_key: str | None = None
    buyer_key: str | None = None
    order_ids: list[str] = []
