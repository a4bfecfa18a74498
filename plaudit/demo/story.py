"""What is played: taps of links and purchases in the shop, as facts that driver and truth both read."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from plaudit.demo.visitors import Visitor
from plaudit.demo.world import Link
from plaudit.events.click import RequestClass

Payment = Literal["paid", "pending", "authorized", "voided"]
Channel = Literal["web", "pos", "shopify_draft_order"]


@dataclass(eq=False, slots=True)
class Tap:
    """One request of a link at an instant of the demo's clock.

    `click_id` is filled in while playing, from the Location that the redirect answered; it stays None where
    the redirect hands none over (HEAD, GPC, DNT).
    """

    at: datetime
    link: Link
    kind: RequestClass
    visitor: Visitor
    header: tuple[str, str] | None = None
    click_id: str | None = None
    location: str = ""


class Line(NamedTuple):
    """A line of a cart; money in minor units, `discount_minor` for the whole line."""

    title: str
    unit_minor: int
    quantity: int
    discount_minor: int = 0
    is_gift_card: bool = False

    @property
    def net_minor(self) -> int:
        return self.unit_minor * self.quantity - self.discount_minor


class UsedCode(NamedTuple):
    code: str
    discount_minor: int
    kind: Literal["percentage", "fixed_amount", "shipping"] = "percentage"


class Refund(NamedTuple):
    """Money given back for one line of the cart."""

    refund_id: int
    at: datetime
    line: int
    quantity: int
    amount_minor: int


class Customer(NamedTuple):
    customer_id: int
    email: str


@dataclass(eq=False, slots=True)
class Purchase:
    """An order of the shop with all that ever became of it.

    `path` is what the shop's snippet put into the cart, `landing` the tap whose Location the visit began
    with. `stray_ids` are ids on the cart that nobody issued. `removed_minor` was taken out by an edit.
    """

    order_id: int
    placed_at: datetime
    customer: Customer
    lines: tuple[Line, ...]
    codes: tuple[UsedCode, ...] = ()
    path: tuple[Tap, ...] = ()
    landing: Tap | None = None
    stray_ids: tuple[str, ...] = ()
    shipping_minor: int = 0
    payment: Payment = "paid"
    paid_at: datetime | None = None
    cancelled_at: datetime | None = None
    refunds: tuple[Refund, ...] = ()
    removed_minor: int = 0
    is_test: bool = False
    channel: Channel = "web"

    @property
    def subtotal_minor(self) -> int:
        return sum(line.net_minor for line in self.lines)

    @property
    def tax_minor(self) -> int:
        return sum(tax_of(line.net_minor) for line in self.lines if not line.is_gift_card)

    @property
    def total_minor(self) -> int:
        return self.subtotal_minor + self.tax_minor + self.shipping_minor


class Snapshot(NamedTuple):
    """Cumulative counts of a post as its platform showed them."""

    post_id: str
    captured_at: datetime
    impressions: int
    reach: int
    likes: int
    comments: int
    shares: int
    saves: int

    @property
    def engagements(self) -> int:
        return self.likes + self.comments + self.shares + self.saves


class Spend(NamedTuple):
    """A cost booking; `voids` takes an earlier one back."""

    cost_id: str
    creator_id: str
    kind: Literal["fee", "product", "shipping"]
    amount_minor: int
    incurred_at: datetime
    voids: str | None = None


@dataclass(slots=True)
class Story:
    taps: list[Tap] = field(default_factory=list)
    purchases: list[Purchase] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)
    spends: list[Spend] = field(default_factory=list)


def tax_of(net_minor: int) -> int:
    """Eight percent on top, half cents up."""
    return (net_minor * 8 + 50) // 100
