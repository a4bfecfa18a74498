"""What may earn an order: a click of a creator's link, or the use of a creator's code."""

from datetime import datetime, timedelta
from typing import Literal, NamedTuple

DIRECT = "direct"

Kind = Literal["click", "code"]


class Touch(NamedTuple):
    """One touch of one order. A code touch is always at the time of the order.

    `channel` is who may earn: a creator, or `direct` and other sources that the shop reports.
    """

    touch_at: datetime
    kind: Kind
    touch_id: str
    channel: str


def whole_second(instant: datetime) -> datetime:
    """Shops stamp orders to the second, so windows compare whole seconds."""
    return instant.replace(microsecond=0)


def seconds_before(touch_at: datetime, order_at: datetime) -> int:
    """Whole seconds from the touch to the order; negative when the touch came later."""
    return (whole_second(order_at) - whole_second(touch_at)) // timedelta(seconds=1)
