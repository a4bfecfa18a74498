"""What is kept of the webhook or import row that brought an event."""

import msgspec

from plaudit.events.instants import Instant


class Delivery(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One delivery as it was received.

    `body_hash` is the SHA-256 of the raw bytes in hex. One delivery may state several facts (an order and
    its listed refunds): they share it, and `part` 0 stands for the delivery itself. `replaces` names the
    dead letter that this delivery replays.
    """

    received_at: Instant
    topic: str
    body_hash: str
    delivery_id: str | None = None
    part: int = 0
    replaces: str | None = None
