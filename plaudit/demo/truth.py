"""The truth of a play: `creator_performance` worked out from the story alone, in plain Python.

Nothing here reads a table, a setting or another module's rules: it says a second time, and as straight as it can
be said, what design and reference promise, so that a wrong model can't hide behind the same mistake twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Literal, NamedTuple

from plaudit.demo.story import Purchase, Story, Tap
from plaudit.demo.world import Creator, World

Model = Literal["first", "last", "linear"]
MODELS: tuple[Model, ...] = ("first", "last", "linear")
LOOKBACK = timedelta(days=30)
ABSORPTION = timedelta(minutes=30)
DOUBLE = timedelta(seconds=10)


class Touch(NamedTuple):
    """What may earn credit on one order; a code's has no click id. `has_click`: the creator also has a click."""

    at: datetime
    creator: Creator
    click_id: str | None
    has_click: bool


class Credit(NamedTuple):
    """A creator's share of an order; `creator` None is what nobody brought."""

    purchase: Purchase
    creator: Creator | None
    weight: Fraction
    gross_minor: int
    net_minor: int
    has_click: bool


class Clicks(NamedTuple):
    """What became of the taps of people: the click that a double doubles, and which are unique."""

    doubled: dict[Tap, Tap]
    unique: set[Tap]

    def is_click(self, tap: Tap) -> bool:
        return tap.kind == "human" and tap not in self.doubled


def judge_clicks(taps: Iterable[Tap]) -> Clicks:
    """Second taps of the same link within ten seconds are doubles; the first click of a UTC day is unique."""
    found = Clicks({}, set())
    counted: dict[tuple[object, object], Tap] = {}
    seen: set[tuple[object, object, object]] = set()
    for tap in sorted(taps, key=lambda tap: (tap.at, tap.click_id or "")):
        if tap.kind != "human" or tap.visitor.privacy:
            continue
        who = (tap.link, tap.visitor)
        before = counted.get(who)
        if before is not None and tap.at - before.at < DOUBLE:
            found.doubled[tap] = before
            continue
        counted[who] = tap
        day = (*who, tap.at.date())
        if day not in seen:
            found.unique.add(tap)
            seen.add(day)
    return found


def credits_of(world: World, story: Story, model: Model) -> Iterator[Credit]:
    """Every credit of every order that counts, under `code_first`."""
    clicks = judge_clicks(story.taps)
    earlier: defaultdict[int, list[tuple[datetime, list[Tap]]]] = defaultdict(list)
    for purchase in sorted(story.purchases, key=lambda purchase: (purchase.placed_at, str(purchase.order_id))):
        own = resolve(purchase, clicks)
        of_customer = earlier[purchase.customer.customer_id]
        inherited = [tap for placed_at, taps in of_customer for tap in taps if placed_at < purchase.placed_at]
        if counts(purchase):
            taps = own + [tap for tap in inherited if clicks.is_click(tap) and tap not in own]
            yield from share(purchase, journey(world, purchase, taps), model)
        of_customer.append((purchase.placed_at, own))


def resolve(purchase: Purchase, clicks: Clicks) -> list[Tap]:
    """The taps that an order's ids prove, each once: a double is its click, a fetch ahead the tap that followed."""
    carried = [tap for tap in (*purchase.path, purchase.landing) if tap is not None and tap.click_id]
    taps = [clicks.doubled.get(tap, tap) for tap in carried if tap.kind in {"human", "prefetch"}]
    people = [tap for tap in taps if tap.kind == "human"]
    found: list[Tap] = []
    for tap in taps:
        followed = [
            person
            for person in people
            if tap.kind == "prefetch" and person.link is tap.link and timedelta(0) <= person.at - tap.at <= DOUBLE
        ]
        winner = min(followed, key=lambda person: person.at) if followed else tap
        if winner not in found:
            found.append(winner)
    return found


def counts(purchase: Purchase) -> bool:
    """Paid for, no test, and neither free, a gift card alone, drafted by staff nor sold over the counter."""
    is_real = not purchase.is_test and purchase.channel == "web"
    return is_real and purchase.paid_at is not None and net_items(purchase) > 0


def net_items(purchase: Purchase) -> int:
    return sum(line.net_minor for line in purchase.lines if not line.is_gift_card)


def left(purchase: Purchase) -> int:
    """What is left of the order after refunds, edits and cancelling."""
    if purchase.cancelled_at is not None:
        return 0
    taken = sum(refund.amount_minor for refund in purchase.refunds) + purchase.removed_minor
    return max(0, net_items(purchase) - taken)


def journey(world: World, purchase: Purchase, taps: list[Tap]) -> list[Touch]:
    """The touches that may earn credit, oldest first; the code's is the last and takes in its owner's late clicks."""
    touches = [
        Touch(tap.at, tap.link.creator, tap.click_id, has_click=True)
        for tap in sorted(taps, key=lambda tap: (tap.at, tap.click_id or ""))
        if purchase.placed_at - LOOKBACK <= to_second(tap.at) <= purchase.placed_at
        and not bought_by(purchase, tap.link.creator)
    ]
    owner = code_owner(world, purchase)
    if owner is None:
        return touches
    of_owner = [touch for touch in touches if touch.creator is owner]
    absorbed = [touch for touch in of_owner if purchase.placed_at - to_second(touch.at) <= ABSORPTION]
    code = Touch(purchase.placed_at, owner, None, has_click=bool(of_owner))
    return [touch for touch in touches if touch not in absorbed] + [code]


def code_owner(world: World, purchase: Purchase) -> Creator | None:
    """Whose code wins: the largest discount, codes for shipping last, then the first by name."""
    ranked = []
    for used in purchase.codes:
        owner = world.code_owner(used.code, purchase.placed_at)
        if owner is not None and not bought_by(purchase, owner):
            name = used.code.strip().casefold()
            ranked.append((used.kind == "shipping", -used.discount_minor, name, owner))
    return min(ranked, key=lambda entry: entry[:3])[3] if ranked else None


def bought_by(purchase: Purchase, creator: Creator) -> bool:
    local, _, domain = purchase.customer.email.strip().lower().partition("@")
    return f"{local.partition('+')[0]}@{domain}" == creator.email


def to_second(instant: datetime) -> datetime:
    """Clicks are compared as shops stamp orders."""
    return instant.replace(microsecond=0)


def share(purchase: Purchase, touches: list[Touch], model: Model) -> Iterator[Credit]:
    """Splits an order over its touches, cents by largest remainder with the odd ones to the oldest."""
    gross, net = net_items(purchase), left(purchase)
    if not touches:
        yield Credit(purchase, None, Fraction(1), gross, net, has_click=False)
        return
    credited = {"first": touches[:1], "last": touches[-1:], "linear": touches}[model]
    size = len(credited)
    for place, touch in enumerate(credited):
        odd_gross, odd_net = place < gross % size, place < net % size
        yield Credit(
            purchase,
            touch.creator,
            Fraction(1, size),
            gross // size + odd_gross,
            net // size + odd_net,
            touch.has_click,
        )
