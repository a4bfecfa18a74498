"""Cases that a drawn campaign may miss and every demo plays: each is a rule at an edge, once."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from plaudit.demo.checkout import Checkout
from plaudit.demo.slices import SECOND_TAP, Slices
from plaudit.demo.story import Customer, Line, Purchase, Story, Tap, UsedCode
from plaudit.demo.visitors import Visitors
from plaudit.demo.world import Creator, Link, World
from plaudit.events.click import RequestClass

LOOKBACK = timedelta(days=30)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


class Cameos:
    """Adds taps and orders to a story; `_noon(n)` is a stop of the clock about midday of day n."""

    def __init__(self, world: World, slices: Slices, visitors: Visitors, checkout: Checkout) -> None:
        self._world, self._slices, self._visitors, self._checkout = world, slices, visitors, checkout
        self._taps: list[Tap] = []

    def add_to(self, story: Story) -> None:
        scenes: tuple[Callable[[], Iterator[Purchase]], ...] = (
            self._double_carried,
            self._prefetch_followed,
            self._prefetch_alone,
            self._machines_and_strangers,
            self._edges_of_the_lookback,
            self._after_the_order,
            self._creator_buys,
            self._code_changes_hands,
            self._codes_stacked,
            self._absorbed_or_not,
            self._excluded_orders,
            self._edits_and_gift_cards,
            self._twice_reversed,
            self._double_at_midnight,
        )
        for scene in scenes:
            story.purchases += scene()
        story.taps += self._taps

    def _double_carried(self) -> Iterator[Purchase]:
        """The cart holds only the second of two quick taps: the credit is the first one's."""
        first = self._tap(self._link(0), self._noon(1))
        second = self._again(first, SECOND_TAP)
        yield self._order(second.at + 5 * MINUTE, path=(second,))
        yield self._order(second.at + 6 * MINUTE, path=(first, second))

    def _prefetch_followed(self) -> Iterator[Purchase]:
        """A fetch ahead and the tap itself are one touch on an order that carries both."""
        fetched = self._tap(self._link(1), self._noon(2), "prefetch")
        tapped = self._again(fetched, SECOND_TAP)
        yield self._order(tapped.at + 3 * MINUTE, path=(fetched, tapped))

    def _prefetch_alone(self) -> Iterator[Purchase]:
        fetched = self._tap(self._link(1), self._noon(3), "prefetch")
        yield self._order(fetched.at + 3 * MINUTE, path=(fetched,))

    def _machines_and_strangers(self) -> Iterator[Purchase]:
        """Ids of machines earn nothing, and ids that nobody issued neither."""
        crawler = self._tap(self._link(0), self._noon(2), "bot")
        preview = self._tap(self._link(1), self._noon(2), "preview")
        person = self._tap(self._link(1), self._noon(2))
        yield self._order(crawler.at + MINUTE, path=(crawler, preview))
        yield self._order(crawler.at + 2 * MINUTE, path=(crawler, person), stray_ids=("x" * 22,))
        yield self._order(crawler.at + 3 * MINUTE, stray_ids=("2" * 22, "3" * 22))

    def _edges_of_the_lookback(self) -> Iterator[Purchase]:
        """Thirty days to the second are inside; a second more is not."""
        tap = self._tap(self._link(0), self._noon(1))
        edge = tap.at.replace(microsecond=0) + LOOKBACK
        if edge < self._world.end - timedelta(days=1):
            yield self._order(edge, path=(tap,))
            yield self._order(edge + SECOND, path=(tap,))

    def _after_the_order(self) -> Iterator[Purchase]:
        tap = self._tap(self._link(0), self._noon(4))
        yield self._order(tap.at.replace(microsecond=0), path=(tap,))
        yield self._order(tap.at.replace(microsecond=0) - SECOND, path=(tap,))

    def _creator_buys(self) -> Iterator[Purchase]:
        """Own purchases earn a creator nothing; others' touches on them stand."""
        creator, friend = self._world.creators[:2]
        customer = Customer(self._checkout.new_customer().customer_id, creator.email.upper().replace("@", "+me@"))
        tap, other = self._tap(self._link(0), self._noon(3)), self._tap(self._link(1), self._noon(2))
        yield self._order(tap.at + 5 * MINUTE, customer, path=(other, tap), codes=(creator.code,))
        yield self._order(tap.at + 6 * MINUTE, customer, codes=(friend.code,))

    def _code_changes_hands(self) -> Iterator[Purchase]:
        """The owner is whoever has the code when the order is placed, to the second."""
        handover = self._world.handover
        for offset in (-SECOND, timedelta(0), SECOND):
            yield self._order(handover.at + offset, codes=(handover.code,))

    def _codes_stacked(self) -> Iterator[Purchase]:
        """Of several creators' codes the larger discount wins, shipping last, then the first by name."""
        one, two = self._world.creators[0].code, self._world.creators[1].code
        for used in (
            (UsedCode(one, 300), UsedCode(two, 500)),
            (UsedCode(two, 400), UsedCode(one, 400)),
            (UsedCode(one, 495, "shipping"), UsedCode(two, 100, "fixed_amount")),
            (UsedCode("NOBODY99", 900), UsedCode(f"\u00a0{one.lower()} ", 0)),
        ):
            purchase = self._order(self._noon(5).replace(microsecond=0))
            purchase.codes = used
            yield purchase

    def _absorbed_or_not(self) -> Iterator[Purchase]:
        """A code takes in its creator's clicks of the last half hour, both ends included."""
        tap, other = self._tap(self._link(0), self._noon(4)), self._tap(self._link(1), self._noon(3))
        code = (tap.link.creator.code,)
        half_hour = tap.at.replace(microsecond=0) + 30 * MINUTE
        yield self._order(half_hour, path=(other, tap), codes=code)
        yield self._order(half_hour + SECOND, path=(other, tap), codes=code)

    def _excluded_orders(self) -> Iterator[Purchase]:
        """Orders that do not count, whoever brought them."""
        code = (self._world.creators[0].code,)
        free = self._order(
            self._noon(2).replace(microsecond=0), codes=code, lines=(Line("Dew Serum", 4_800, 1, 4_800),)
        )
        free.shipping_minor = 0
        card = (Line("Gift card", 5_000, 1, 0, is_gift_card=True),)
        counter, draft, test = (self._order(free.placed_at + n * MINUTE, codes=code) for n in (2, 3, 4))
        counter.channel, draft.channel, test.is_test = "pos", "shopify_draft_order", True
        yield from (free, self._order(free.placed_at + MINUTE, codes=code, lines=card), counter, draft, test)

    def _edits_and_gift_cards(self) -> Iterator[Purchase]:
        """An edit that takes an item out lowers what is left; a gift card in the cart is no merchandise."""
        code = (self._world.creators[1].code,)
        lines = (Line("Dew Serum", 4_800, 1), Line("Gift card", 2_500, 1, 0, is_gift_card=True))
        yield self._order(self._noon(3).replace(microsecond=0), codes=code, lines=lines)
        edited = self._order(
            self._noon(4).replace(microsecond=0),
            codes=code,
            lines=(Line("Dew Serum", 4_800, 1), Line("Balm", 3_650, 1)),
        )
        edited.removed_minor = 3_650
        yield edited

    def _twice_reversed(self) -> Iterator[Purchase]:
        """Refunded line by line and cancelled on top: reversed once."""
        lines = (Line("Dew Serum", 4_800, 2), Line("Balm", 3_650, 1))
        purchase = self._order(self._noon(2).replace(microsecond=0), codes=(self._world.creators[0].code,), lines=lines)
        for line, hours in ((1, 20), (0, 30)):
            self._checkout.refund_line(purchase, line, purchase.placed_at + timedelta(hours=hours))
        purchase.cancelled_at = purchase.placed_at + timedelta(hours=31)
        yield purchase

    def _double_at_midnight(self) -> Iterator[Purchase]:
        """A double tap across midnight UTC is one, although every visitor has a new key from then on."""
        midnight = (self._world.start + timedelta(days=4)).replace(hour=0, minute=0)
        first = self._tap(self._link(0), midnight - timedelta(seconds=3))
        second = self._again(first, timedelta(seconds=7))
        third = self._again(first, timedelta(seconds=13.5))
        yield self._order(third.at.replace(microsecond=0) + 5 * MINUTE, path=(second,))

    def _tap(self, link: Link, at: datetime, kind: RequestClass = "human") -> Tap:
        is_machine = kind in {"bot", "preview"}
        visitor = self._visitors.machine(kind) if is_machine else self._visitors.follower(link.creator.platform)
        header = self._visitors.prefetch_header() if kind == "prefetch" else None
        tap = Tap(at, link, kind, visitor._replace(privacy=None), header)
        self._taps.append(tap)
        return tap

    def _again(self, tap: Tap, later: timedelta) -> Tap:
        again = Tap(tap.at + later, tap.link, "human", tap.visitor)
        self._taps.append(again)
        return again

    def _order(
        self,
        placed_at: datetime,
        customer: Customer | None = None,
        *,
        codes: tuple[str, ...] = (),
        path: tuple[Tap, ...] = (),
        lines: tuple[Line, ...] | None = None,
        stray_ids: tuple[str, ...] = (),
    ) -> Purchase:
        customer = customer or self._checkout.new_customer()
        moment = placed_at.replace(microsecond=0)
        purchase = self._checkout.order(moment, customer, codes=codes, path=path, lines=lines)
        purchase.stray_ids = stray_ids
        return purchase

    def _link(self, creator: int) -> Link:
        """The link in the profile of a creator."""
        owner: Creator = self._world.creators[creator]
        return next(link for link in self._world.links if link.creator is owner and link.post is None)

    def _noon(self, day: int) -> datetime:
        return self._slices.at_or_after(self._world.start + timedelta(days=day, hours=12)) or self._world.end
