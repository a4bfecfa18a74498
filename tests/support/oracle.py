"""What touches and credits ought to be, told order by order with the pure rules."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from plaudit.settings import Policy
from services.aggregator.attribution.clicks import RecordedClick, bar_of, bar_of_time, resolve, touch_of
from services.aggregator.attribution.codes import Ownership, UsedCode, judge_codes
from services.aggregator.attribution.models import weigh_journey
from services.aggregator.attribution.paths import Journey, travel
from services.aggregator.attribution.shares import share
from services.aggregator.attribution.touches import Touch

MODELS = ("last", "first", "linear")


class Purchase(NamedTuple):
    """One order as attribution sees it; amounts are what credit is given for."""

    order_id: str
    placed_at: datetime
    click_ids: Sequence[str] = ()
    codes: Sequence[UsedCode] = ()
    customer: str | None = None
    buyer: str | None = None
    gross_minor: int = 10_000
    net_minor: int = 10_000


class World(NamedTuple):
    policy: Policy
    lookback: timedelta
    clicks: Mapping[str, RecordedClick]
    ownerships: Sequence[Ownership]
    buyers: Mapping[str, str]
    """Creator by buyer key."""
    purchases: Sequence[Purchase]


class ToldTouch(NamedTuple):
    kind: str
    touch_id: str
    kept: bool
    reason: str


class ToldCredit(NamedTuple):
    model: str
    creator_id: str | None
    touch_id: str | None
    weight: float
    gross_minor: int
    net_minor: int
    evidence: str | None


class Told(NamedTuple):
    touches: set[ToldTouch]
    credits: set[ToldCredit]


def tell(world: World, purchase: Purchase) -> Told:
    buyers = {creator for key, creator in world.buyers.items() if key == purchase.buyer}
    known = resolve(purchase.click_ids, world.clicks) | _inherited(world, purchase)
    bars = {i: bar_of(world.clicks.get(i), purchase.placed_at, world.lookback, buyers) for i in known}
    codes = judge_codes(purchase.codes, purchase.placed_at, world.ownerships, buyers)
    eligible = [touch_of(world.clicks[i]) for i, bar in bars.items() if bar is None]
    eligible += [Touch(purchase.placed_at, "code", c.folded, str(c.owner)) for c in codes if c.bar is None]
    journey = travel(world.policy, eligible, purchase.placed_at)
    lost = [ToldTouch("click", i, False, bar) for i, bar in bars.items() if bar]
    lost += [ToldTouch("code", c.folded, False, c.bar) for c in codes if c.bar]
    lost += [ToldTouch(t.kind, t.touch_id, False, reason) for t, reason in journey.lost.items()]
    kept = [ToldTouch(t.kind, t.touch_id, True, _kept(t, journey, world.policy)) for t in journey.path]
    users = {code.owner for code in codes if code.owner is not None}
    clickers = {touch.channel for touch in eligible if touch.kind == "click"}
    return Told({*lost, *kept}, _credits(world, purchase, journey, users & clickers))


def _inherited(world: World, purchase: Purchase) -> set[str]:
    earlier = [
        other for other in world.purchases
        if other.customer is not None and other.customer == purchase.customer
        and (other.placed_at, other.order_id) < (purchase.placed_at, purchase.order_id)
    ]  # fmt: skip
    found = {click_id for other in earlier for click_id in resolve(other.click_ids, world.clicks)}
    humans = [world.clicks[i] for i in found if i in world.clicks and world.clicks[i].click_class == "human"]
    return {c.click_id for c in humans if bar_of_time(c.clicked_at, purchase.placed_at, world.lookback) is None}


def _kept(touch: Touch, journey: Journey, policy: Policy) -> str:
    if touch == journey.path[-1]:
        return "last_touch"
    if policy == "split" and journey.code and touch == journey.last_click and touch.channel != journey.code.channel:
        return "shares_with_code"
    return "overtaken_by_code" if journey.code else "overtaken_by_click"


def _credits(world: World, purchase: Purchase, journey: Journey, by_both: set[str]) -> set[ToldCredit]:
    if not journey.path:
        return {ToldCredit(m, None, None, 1.0, purchase.gross_minor, purchase.net_minor, None) for m in MODELS}
    rows = set()
    for model in MODELS:
        weights = weigh_journey(model, world.policy, journey, purchase.placed_at)
        gross, net = share(purchase.gross_minor, weights), share(purchase.net_minor, weights)
        for place, touch in enumerate(journey.path):
            if weights[place]:
                evidence = "both" if touch.channel in by_both else touch.kind
                row = (model, touch.channel, touch.touch_id, weights[place], gross[place], net[place], evidence)
                rows.add(ToldCredit(*row))
    return rows
