"""From the eligible touches of one order, or of one person, to paths."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from plaudit.settings import Policy
from services.aggregator.attribution.clicks import bar_of_time
from services.aggregator.attribution.policy import weigh
from services.aggregator.attribution.reasons import LostReason
from services.aggregator.attribution.touches import DIRECT, Touch, seconds_before

ABSORPTION_SECONDS = 1800


class Journey(NamedTuple):
    """The path of one order, oldest touch first, and why every other eligible touch is not in it.

    `last_click` is the last creator click before anything was absorbed, `code` the code touch if it was kept.
    """

    path: tuple[Touch, ...]
    lost: dict[Touch, LostReason]
    last_click: Touch | None
    code: Touch | None


def order_touches(touches: Iterable[Touch]) -> list[Touch]:
    """Total order: time, click before code, id. A code stands at order time: it is last whatever the milliseconds."""
    return sorted(touches, key=lambda touch: (touch.kind == "code", touch.touch_at, touch.touch_id))


def travel(policy: Policy, touches: Iterable[Touch], order_at: datetime) -> Journey:
    """The path of an order from touches that are all eligible: in the look-back, of persons, and at most one code.

    A kept code takes in every click of its owner in the last 30 minutes: one visit must not weigh twice.
    """
    ordered = order_touches(touches)
    clicks = [touch for touch in ordered if touch.kind == "click"]
    code = next((touch for touch in ordered if touch.kind == "code"), None)
    lost: dict[Touch, LostReason] = {}
    if code is not None and (loss := weigh(policy, code, clicks)) is not None:
        lost[code] = loss
        code = None
    lost |= dict.fromkeys((c for c in clicks if code and _is_absorbed(c, code, order_at)), "absorbed_by_code")
    last_click = next((click for click in reversed(clicks) if click.channel != DIRECT), None)
    return Journey(tuple(touch for touch in ordered if touch not in lost), lost, last_click, code)


def in_lookback(touches: Iterable[Touch], order_at: datetime, lookback: timedelta) -> list[Touch]:
    """The touches with order_at - lookback <= touch_at <= order_at, in whole seconds, sorted."""
    return [touch for touch in order_touches(touches) if bar_of_time(touch.touch_at, order_at, lookback) is None]


def path_without_order(touches: Iterable[Touch], orders_at: Sequence[datetime], lookback: timedelta) -> list[Touch]:
    """What a person did after the last order, or ever when there is none; the window ends at the last touch."""
    ordered = order_touches(touches)
    later = [touch for touch in ordered if not orders_at or touch.touch_at > max(orders_at)]
    return in_lookback(later, later[-1].touch_at, lookback) if later else []


def _is_absorbed(click: Touch, code: Touch, order_at: datetime) -> bool:
    return click.channel == code.channel and seconds_before(click.touch_at, order_at) <= ABSORPTION_SECONDS
