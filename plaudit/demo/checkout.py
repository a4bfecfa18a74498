"""What is bought: carts, codes, and what becomes of an order afterwards."""

from datetime import datetime, timedelta
from random import Random

from plaudit.demo.story import Customer, Line, Payment, Purchase, Refund, Tap, UsedCode
from plaudit.demo.world import SITE_WIDE_CODE

SERUM_MINOR = 4_800
PRODUCTS = (("Dew Serum 30 ml", SERUM_MINOR), ("Fern Cleanser", 2_200), ("Night Balm", 3_650), ("Travel Set", 1_975))
SHIPPING_MINOR = 495
FREE_SHIPPING_MINOR = 5_000
FIRST_ORDER_ID = 6_120_034_400_000
FIRST_CUSTOMER_ID = 8_120_044_500_000
FIRST_REFUND_ID = 990_110_000_000


class Checkout:
    """Makes orders; ids count up, everything else is drawn."""

    def __init__(self, random: Random, end: datetime) -> None:
        self._random, self._end = random, end
        self._orders = self._customers = self._refunds = 0

    def new_customer(self) -> Customer:
        self._customers += 1
        return Customer(FIRST_CUSTOMER_ID + self._customers, f"buyer{self._customers}@mail.example")

    def order(
        self,
        placed_at: datetime,
        customer: Customer,
        *,
        codes: tuple[str, ...] = (),
        path: tuple[Tap, ...] = (),
        landing: Tap | None = None,
        lines: tuple[Line, ...] | None = None,
    ) -> Purchase:
        """An order that was placed and paid for at once."""
        self._orders += 1
        cart = lines or self.cart(15 if codes and codes[0] != SITE_WIDE_CODE else 5 if codes else 0)
        discount = sum(line.discount_minor for line in cart)
        purchase = Purchase(
            order_id=FIRST_ORDER_ID + self._orders * 7,
            placed_at=placed_at,
            customer=customer,
            lines=cart,
            codes=tuple(UsedCode(code, discount if place == 0 else 0) for place, code in enumerate(codes)),
            path=path,
            landing=landing,
            paid_at=placed_at + timedelta(seconds=self._random.randrange(2, 40)),
        )
        if purchase.subtotal_minor < FREE_SHIPPING_MINOR:
            purchase.shipping_minor = SHIPPING_MINOR
        return purchase

    def cart(self, percent_off: int) -> tuple[Line, ...]:
        """One to three products; the serum is in most carts."""
        random = self._random
        chosen = [PRODUCTS[0]] if random.random() < 0.8 else []
        chosen += random.sample(PRODUCTS[1:], random.choices((0, 1, 2), (60, 30, 10))[0] or (0 if chosen else 1))
        return tuple(self._line(title, price, percent_off) for title, price in chosen)

    def add_fate(self, purchase: Purchase) -> None:
        """What happens later: most orders keep, some are refunded, cancelled or never paid for."""
        chance = self._random.random()
        if chance < 0.04:
            self.refund_one(purchase, self._later(purchase, 9))
        elif chance < 0.07:
            self.refund_all(purchase, self._later(purchase, 12))
        elif chance < 0.09:
            self._cancel(purchase)
        elif chance < 0.12:
            self._pay_late_or_never(purchase)
        elif chance < 0.123:
            purchase.is_test = True

    def refund_one(self, purchase: Purchase, at: datetime) -> None:
        """Gives back one unit of the last line."""
        place = len(purchase.lines) - 1
        line = purchase.lines[place]
        purchase.refunds += (self._refund(at, place, 1, round(line.net_minor / line.quantity)),)

    def refund_line(self, purchase: Purchase, place: int, at: datetime) -> None:
        line = purchase.lines[place]
        purchase.refunds += (self._refund(at, place, line.quantity, line.net_minor),)

    def refund_all(self, purchase: Purchase, at: datetime) -> None:
        for place in range(len(purchase.lines)):
            self.refund_line(purchase, place, at)

    def _refund(self, at: datetime, line: int, quantity: int, amount_minor: int) -> Refund:
        self._refunds += 1
        return Refund(FIRST_REFUND_ID + self._refunds * 3, at, line, quantity, amount_minor)

    def _cancel(self, purchase: Purchase) -> None:
        purchase.cancelled_at = self._later(purchase, 2)
        if self._random.random() < 0.5:
            self.refund_all(purchase, purchase.cancelled_at)

    def _pay_late_or_never(self, purchase: Purchase) -> None:
        payment: Payment = self._random.choice(("paid", "paid", "pending", "authorized", "voided"))
        purchase.payment = payment
        purchase.paid_at = self._later(purchase, 3) if payment == "paid" else None
        if payment == "voided":
            purchase.cancelled_at = self._later(purchase, 3)

    def _later(self, purchase: Purchase, days: float) -> datetime:
        """Some time after the order and before the end of the campaign, to the second."""
        room = min(timedelta(days=days), self._end - purchase.placed_at - timedelta(hours=1))
        return purchase.placed_at + timedelta(minutes=5) + max(timedelta(0), room * self._random.random()) // _S * _S

    def _line(self, title: str, price: int, percent_off: int) -> Line:
        quantity = self._random.choices((1, 2, 3), (85, 12, 3))[0]
        return Line(title, price, quantity, round(price * quantity * percent_off / 100))


_S = timedelta(seconds=1)
