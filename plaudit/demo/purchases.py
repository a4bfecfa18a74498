"""Who buys and why: followers with their taps and codes, listeners with a code only, and everybody else."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from plaudit.demo.audience import Audience, Journey
from plaudit.demo.checkout import Checkout
from plaudit.demo.story import Purchase
from plaudit.demo.world import SITE_WIDE_CODE, Creator, World

BUYING_SHARE = 0.165
CODE_ONLY_FOR_TAPS = 0.078
ORGANIC_FOR_TAPS = 0.042
RETURNING_SHARE = 0.12
ORDERS_BEFORE_END = timedelta(days=1)


class Buyers:
    """Turns journeys into orders, and adds those that no tap led to."""

    def __init__(self, world: World, audience: Audience, checkout: Checkout, random: Random) -> None:
        self._world, self._audience, self._checkout, self._random = world, audience, checkout, random

    @property
    def _deadline(self) -> datetime:
        return self._world.end - ORDERS_BEFORE_END

    def of_journey(self, journey: Journey) -> Iterator[Purchase]:
        last = journey.taps[-1]
        if self._random.random() > BUYING_SHARE * last.link.creator.trust:
            return
        placed_at = self._soon_after(last.at)
        if placed_at is None:
            return
        purchase = self._with_evidence(journey, placed_at)
        self._checkout.add_fate(purchase)
        yield purchase
        yield from self._return(purchase)

    def without_taps(self) -> Iterator[Purchase]:
        taps = self._audience.expected_taps
        for _ in range(max(2, round(taps * CODE_ONLY_FOR_TAPS))):
            placed_at = self._any_time()
            yield from self._simple(placed_at, (self._code_of(self._audience.draw_creator(), placed_at),))
        for _ in range(max(2, round(taps * ORGANIC_FOR_TAPS))):
            codes = (SITE_WIDE_CODE,) if self._random.random() < 0.25 else ()
            yield from self._simple(self._any_time(), codes)

    def _simple(self, placed_at: datetime, codes: tuple[str, ...]) -> Iterator[Purchase]:
        purchase = self._checkout.order(placed_at, self._checkout.new_customer(), codes=codes)
        self._checkout.add_fate(purchase)
        yield purchase
        yield from self._return(purchase)

    def _with_evidence(self, journey: Journey, placed_at: datetime) -> Purchase:
        """The shop keeps the path in the cart, the landing page in the order, both, or loses both."""
        kept = self._random.choices(("path", "landing", "both", "none"), (66, 12, 14, 8))[0]
        codes = self._codes(journey, placed_at)
        return self._checkout.order(
            placed_at,
            self._checkout.new_customer(),
            codes=codes,
            path=journey.taps[-8:] if kept in {"path", "both"} else (),
            landing=journey.taps[0] if kept in {"landing", "both"} else None,
        )

    def _codes(self, journey: Journey, placed_at: datetime) -> tuple[str, ...]:
        """Mostly the code of who was tapped last; at times somebody else's, the shop's own, or two at once."""
        creator = journey.taps[-1].link.creator
        chance = self._random.random()
        if chance < 0.40:
            return (self._code_of(creator, placed_at),)
        if chance < 0.46:
            return (self._code_of(self._audience.draw_creator(), placed_at),)
        if chance < 0.50:
            return (SITE_WIDE_CODE,)
        if chance < 0.51:
            return (self._code_of(creator, placed_at), self._audience.draw_creator().code)
        return ()

    def _code_of(self, creator: Creator, at: datetime) -> str:
        """The creator's own code as buyers type it, or the shared one while it is theirs."""
        shared = self._world.handover
        if self._world.code_owner(shared.code, at) is creator and self._random.random() < 0.3:
            return shared.code
        return self._random.choice((creator.code, creator.code, creator.code.lower(), f" {creator.code.title()} "))

    def _return(self, purchase: Purchase) -> Iterator[Purchase]:
        """The same customer again, some with nothing that says who brought them."""
        if self._random.random() > RETURNING_SHARE:
            return
        placed_at = self._soon_after(purchase.placed_at + timedelta(days=self._random.uniform(3, 34)))
        if placed_at is not None:
            customer = purchase.customer._replace(email=self._respelled(purchase.customer.email))
            codes = (SITE_WIDE_CODE,) if self._random.random() < 0.2 else ()
            again = self._checkout.order(placed_at, customer, codes=codes)
            self._checkout.add_fate(again)
            yield again

    def _respelled(self, email: str) -> str:
        return self._random.choice((email, email.upper(), email.replace("@", "+shop@"), f" {email}"))

    def _soon_after(self, moment: datetime) -> datetime | None:
        """Minutes to days later, in whole seconds as shops keep them; None when the campaign is over by then."""
        wait = timedelta(seconds=int(self._random.lognormvariate(7.6, 1.9)) + 20)
        placed_at = moment.replace(microsecond=0) + wait
        return placed_at if placed_at < self._deadline else None

    def _any_time(self) -> datetime:
        seconds = (self._deadline - self._world.start).total_seconds()
        return self._world.start + timedelta(seconds=int(self._random.random() * seconds))
