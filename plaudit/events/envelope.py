"""CloudEvents 1.0 attributes in binary mode, and the position a durable record has in its origin."""

from datetime import datetime
from typing import Literal

import msgspec

Stream = Literal["clicks", "events"]
STREAMS: tuple[Stream, ...] = ("clicks", "events")


class Event(msgspec.Struct, frozen=True, gc=False):
    """One event before it is numbered.

    `time` is when it happened at our edge: the click, or the receipt of a delivery.
    `key` is the entity's key (click id, `store/order_id`, `entity/entity_id`); `data` is compact JSON
    without a line break.
    """

    id: str
    type: str
    source: str
    time: datetime
    key: str
    data: bytes


class Record(msgspec.Struct, frozen=True, gc=False):
    """A durable event: the `sequence`-th (1, 2, 3 …) that its `origin` wrote."""

    origin: str
    sequence: int
    event: Event
