"""From the click ids that an order carries to the clicks they stand for."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from services.aggregator.attribution.reasons import LostReason
from services.aggregator.attribution.touches import Touch, seconds_before

PREFETCH_WINDOW = timedelta(seconds=10)
NO_PERSON: Mapping[str, LostReason] = {
    "bot": "bot_click", "preview": "preview_click", "head": "head_click", "no_ua": "no_ua_click",
}  # fmt: skip


class RecordedClick(NamedTuple):
    """A click as the tables know it; `double_of` names the human click that a double stands for."""

    click_id: str
    clicked_at: datetime
    click_class: str
    link_id: str
    creator_id: str
    double_of: str | None = None


def resolve(carried: Iterable[str], clicks: Mapping[str, RecordedClick]) -> set[str]:
    """The ids of the clicks that the carried ids stand for, each once.

    A double becomes its human click; a prefetch becomes the human click of the same link that followed within 10 s
    on the same order, if one did. Unknown ids stay as they are.
    """
    undoubled = {(clicks[i].double_of or i) if i in clicks else i for i in carried}
    visits = [clicks[i] for i in undoubled if i in clicks and clicks[i].click_class == "human"]
    return {_visit_of(clicks[i], visits) if i in clicks else i for i in undoubled}


def bar_of(
    click: RecordedClick | None, order_at: datetime, lookback: timedelta, buyers: Collection[str] = ()
) -> LostReason | None:
    """Why a carried click may not earn the order; None when it may. Both ends of the look-back count."""
    if click is None:
        return "unknown_click"
    if click.click_class in NO_PERSON:
        return NO_PERSON[click.click_class]
    if click.creator_id in buyers:
        return "self_purchase"
    return bar_of_time(click.clicked_at, order_at, lookback)


def bar_of_time(touch_at: datetime, order_at: datetime, lookback: timedelta) -> LostReason | None:
    age = seconds_before(touch_at, order_at)
    if age < 0:
        return "after_order"
    return "before_lookback" if age > lookback // timedelta(seconds=1) else None


def touch_of(click: RecordedClick) -> Touch:
    return Touch(click.clicked_at, "click", click.click_id, click.creator_id)


def _visit_of(click: RecordedClick, visits: Iterable[RecordedClick]) -> str:
    if click.click_class != "prefetch":
        return click.click_id
    followed = [
        (visit.clicked_at, visit.click_id)
        for visit in visits
        if visit.link_id == click.link_id and timedelta(0) <= visit.clicked_at - click.clicked_at <= PREFETCH_WINDOW
    ]
    return min(followed)[1] if followed else click.click_id
