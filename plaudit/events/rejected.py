"""rejected.v1: a signed delivery that could not be taken, with its bytes encrypted."""

import msgspec

from plaudit.events.delivery import Delivery


class Rejected(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """`source` is `platform/store`; `sealed` the raw body, sealed with the master key (base64)."""

    source: str
    store: str
    reason: str
    detail: str
    sealed: bytes
    delivery: Delivery
