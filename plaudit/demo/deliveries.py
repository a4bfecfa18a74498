"""When the shop's webhooks arrive: mostly in order, now and then twice, late or the wrong way round."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from random import Random

from plaudit.demo.shopify import EDITED_AFTER, Webhook, order_webhook, refund_webhook
from plaudit.demo.slices import Slices
from plaudit.demo.story import Purchase, Refund
from plaudit.demo.world import World

SHARE_SWAPPED = 0.05
SHARE_REPEATED = 0.04
SHARE_OF_REFUNDS_NOT_UPDATED = 0.1


@dataclass(eq=False, slots=True)
class Delivery:
    """One webhook to come; its body is made when it is first sent, once the ids of the taps are known."""

    purchase: Purchase
    topic: str
    as_of: datetime
    refunds: tuple[Refund, ...] = ()
    _made: Webhook | None = field(default=None, init=False)

    def webhook(self) -> Webhook:
        """The same bytes every time, as a retry or a second delivery has them."""
        if self._made is None:
            self._made = (
                refund_webhook(self.purchase, self.refunds)
                if self.refunds
                else order_webhook(self.topic, self.purchase, self.as_of)
            )
        return self._made


class Postman:
    """Gives every fact of a purchase the stop of the clock at which the shop tells it."""

    def __init__(self, world: World, slices: Slices, random: Random) -> None:
        self._world, self._slices, self._random = world, slices, random

    def deliveries(self, purchase: Purchase) -> list[tuple[datetime, Delivery]]:
        """When each webhook of a purchase arrives; all do before the campaign is over."""
        told = list(self._told(purchase))
        stops = [self._stop(max(delivery.as_of, _tapped_by(purchase))) for delivery in told]
        if len(told) > 1 and self._random.random() < SHARE_SWAPPED:
            one, other = self._random.sample(range(len(told)), 2)
            stops[one], stops[other] = stops[other], stops[one]
        if self._random.random() < SHARE_REPEATED:
            repeated = self._random.randrange(len(told))
            told.append(told[repeated])
            stops.append(self._stop(stops[repeated] + timedelta(hours=self._random.choice((0, 1, 30)))))
        return list(zip(stops, told, strict=True))

    def _told(self, purchase: Purchase) -> Iterator[Delivery]:
        yield Delivery(purchase, "orders/create", purchase.placed_at + timedelta(seconds=1))
        if purchase.paid_at is not None:
            yield Delivery(purchase, "orders/paid", purchase.paid_at)
        if purchase.removed_minor:
            yield Delivery(purchase, "orders/updated", purchase.placed_at + EDITED_AFTER)
        for at, refunds in groupby(purchase.refunds, key=lambda refund: refund.at):
            for refund in refunds:
                yield Delivery(purchase, "refunds/create", at, (refund,))
            if self._random.random() > SHARE_OF_REFUNDS_NOT_UPDATED:
                yield Delivery(purchase, "orders/updated", at + timedelta(seconds=1))
        if purchase.cancelled_at is not None:
            yield Delivery(purchase, "orders/cancelled", purchase.cancelled_at + timedelta(seconds=2))

    def _stop(self, moment: datetime) -> datetime:
        return self._slices.at_or_after(moment) or self._world.end


def _tapped_by(purchase: Purchase) -> datetime:
    """From when on the ids that the order carries are known."""
    taps = [*purchase.path, *([purchase.landing] if purchase.landing else [])]
    return max((tap.at for tap in taps), default=purchase.placed_at) + timedelta(milliseconds=1)
