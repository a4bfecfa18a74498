"""The truth is only worth something when it is right by itself: worked by hand here, without any service."""

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaudit.demo.checkout import Checkout
from plaudit.demo.story import Customer, Line, Purchase, Story, Tap, UsedCode
from plaudit.demo.truth import Model, credits_of, judge_clicks
from plaudit.demo.visitors import Visitor
from plaudit.demo.world import Creator, World, build_world
from plaudit.events.click import RequestClass

WORLD = build_world(3, 61, 1)
NOON = WORLD.start + timedelta(days=40, hours=8)
CUSTOMER = Customer(1, "buyer@mail.example")
A, B, C = WORLD.creators


def tap(creator: Creator, *, days: float, kind: RequestClass = "human", visitor: Visitor | None = None) -> Tap:
    """A request for the creator's link so many days before noon."""
    link = next(link for link in WORLD.links if link.creator is creator)
    at = NOON - timedelta(days=days)
    return Tap(at, link, kind, visitor or Visitor(f"2001:db8::{creator.creator_id}:{days}", "x", ""), None, f"id{at}")


def order(*path: Tap, code: str | None = None, customer: Customer = CUSTOMER, minor: int = 10_000) -> Purchase:
    codes = (UsedCode(code, 100),) if code else ()
    return Purchase(1, NOON, customer, (Line("Serum", minor, 1),), codes, path, paid_at=NOON)


def credited(purchase: Purchase, model: Model = "last", world: World = WORLD) -> dict[str | None, Fraction]:
    story = Story([*purchase.path], [purchase])
    found: dict[str | None, Fraction] = {}
    for credit in credits_of(world, story, model):
        name = credit.creator.creator_id if credit.creator else None
        found[name] = found.get(name, Fraction(0)) + credit.weight
    return found


@pytest.mark.parametrize(
    ("clicks", "winner"),
    [
        ([(A, 2)], B),
        ([(B, 5), (A, 1)], B),
        ([(B, 0.04)], B),
        ([], B),
        ([(A, 31)], B),
        ([(B, 31), (A, 2)], B),
    ],
)
def test_a_code_comes_first(clicks: list[tuple[Creator, float]], winner: Creator) -> None:
    path = [tap(creator, days=days) for creator, days in clicks]
    assert credited(order(*path, code=B.code)) == {winner.creator_id: 1}


@pytest.mark.parametrize("code", [None, "HELLO5"])
def test_without_a_creators_code_the_last_click_wins(code: str | None) -> None:
    assert credited(order(tap(A, days=3), code=code)) == {A.creator_id: 1}
    assert credited(order(tap(A, days=3), tap(C, days=1), code=code)) == {C.creator_id: 1}


def test_first_and_linear_see_the_whole_journey() -> None:
    path = (tap(A, days=9), tap(B, days=5), tap(B, days=4), tap(C, days=1))
    assert credited(order(*path), "first") == {A.creator_id: 1}
    assert credited(order(*path), "linear") == {
        A.creator_id: Fraction(1, 4), B.creator_id: Fraction(1, 2), C.creator_id: Fraction(1, 4),
    }  # fmt: skip


@pytest.mark.parametrize(("seconds", "inside"), [(0, True), (1, False)])
def test_the_lookback_is_thirty_days_to_the_second(seconds: int, inside: bool) -> None:
    edge = tap(A, days=30 + seconds / 86_400)
    assert credited(order(edge)) == {A.creator_id if inside else None: 1}


@pytest.mark.parametrize(("seconds", "touches"), [(1_800, 2), (1_801, 3)])
def test_a_code_takes_in_its_owners_clicks_of_half_an_hour(seconds: int, touches: int) -> None:
    path = (tap(A, days=2), tap(B, days=seconds / 86_400))
    assert credited(order(*path, code=B.code), "linear")[A.creator_id] == Fraction(1, touches)


def test_a_click_after_the_order_earns_nothing() -> None:
    assert credited(order(tap(A, days=-1 / 86_400))) == {None: 1}


@pytest.mark.parametrize("kind", ["bot", "preview", "head", "no_ua"])
def test_machines_earn_nothing(kind: RequestClass) -> None:
    assert credited(order(tap(A, days=1, kind=kind))) == {None: 1}


def test_a_double_on_an_order_is_the_click_that_it_doubles() -> None:
    visitor = Visitor("2001:db8::1", "x", "")
    first, second = (tap(A, days=1 - seconds / 86_400, visitor=visitor) for seconds in (0, 9))
    judged = judge_clicks([first, second])
    assert judged.doubled == {second: first}
    story = Story([first, second], [order(second)])
    assert [credit.creator for credit in credits_of(WORLD, story, "last")] == [A]


def test_ten_seconds_later_it_is_a_click_again_and_the_next_utc_day_a_unique_one() -> None:
    visitor = Visitor("2001:db8::1", "x", "")
    taps = [tap(A, days=1 - seconds / 86_400, visitor=visitor) for seconds in (0, 8, 16, 80_000)]
    judged = judge_clicks(taps)
    assert [judged.is_click(each) for each in taps] == [True, False, True, True]
    assert [each in judged.unique for each in taps] == [True, False, False, True]


def test_who_asks_not_to_be_followed_is_never_a_double_and_never_unique() -> None:
    visitor = Visitor("2001:db8::1", "x", "", "Sec-GPC")
    taps = [tap(A, days=1 - seconds / 86_400, visitor=visitor) for seconds in (0, 1)]
    judged = judge_clicks(taps)
    assert all(judged.is_click(each) for each in taps)
    assert judged.unique == set()


def test_a_fetch_ahead_is_the_tap_that_followed_it() -> None:
    visitor = Visitor("2001:db8::1", "x", "")
    ahead, tapped = tap(A, days=1, kind="prefetch", visitor=visitor), tap(A, days=1 - 3 / 86_400, visitor=visitor)
    assert credited(order(ahead, tapped, tap(B, days=2)), "linear") == {
        A.creator_id: Fraction(1, 2), B.creator_id: Fraction(1, 2),
    }  # fmt: skip
    assert credited(order(ahead)) == {A.creator_id: 1}


def test_a_creator_earns_nothing_from_what_they_buy_themselves() -> None:
    own = Customer(2, A.email.upper().replace("@", "+shop@"))
    assert credited(order(tap(A, days=1), code=A.code, customer=own)) == {None: 1}
    assert credited(order(tap(B, days=3), tap(A, days=1), code=A.code, customer=own)) == {B.creator_id: 1}


@pytest.mark.parametrize(
    ("codes", "winner"),
    [
        ((UsedCode(A.code, 300), UsedCode(B.code, 500)), B),
        ((UsedCode(B.code, 400), UsedCode(A.code, 400)), A),
        ((UsedCode(A.code, 900, "shipping"), UsedCode(B.code, 1)), B),
        ((UsedCode("NOBODY99", 900), UsedCode(f"\u00a0{A.code.lower()} ", 0)), A),
    ],
)
def test_of_several_codes_one_wins(codes: tuple[UsedCode, ...], winner: Creator) -> None:
    assert A.code < B.code
    purchase = order()
    purchase.codes = codes
    assert credited(purchase) == {winner.creator_id: 1}


def test_a_customer_who_comes_back_brings_the_clicks_of_before() -> None:
    first, again = order(tap(A, days=3)), order()
    first.placed_at = first.paid_at = NOON - timedelta(days=2)
    again.order_id = 2
    credits_ = list(credits_of(WORLD, Story([*first.path], [again, first]), "last"))
    assert [credit.creator for credit in credits_] == [A, A]


@pytest.mark.parametrize("change", ["is_test", "unpaid", "pos", "free"])
def test_orders_that_do_not_count_are_credited_to_nobody_at_all(change: str) -> None:
    purchase = order(tap(A, days=1), minor=0 if change == "free" else 10_000)
    purchase.is_test = change == "is_test"
    purchase.channel = "pos" if change == "pos" else "web"
    purchase.paid_at = None if change == "unpaid" else NOON
    assert credited(purchase) == {}


@given(
    minor=st.integers(1, 10**6),
    removed=st.integers(0, 10**6),
    creators=st.lists(st.sampled_from([A, B, C]), min_size=1, max_size=8),
    model=st.sampled_from(["first", "last", "linear"]),
)
def test_shares_add_up_to_the_cent(minor: int, removed: int, creators: list[Creator], model: Model) -> None:
    path = [tap(creator, days=1 + place) for place, creator in enumerate(creators)]
    purchase = order(*path, minor=minor)
    purchase.removed_minor = min(minor, removed)
    credits_ = list(credits_of(WORLD, Story(path, [purchase]), model))
    assert sum(credit.weight for credit in credits_) == 1
    assert sum(credit.gross_minor for credit in credits_) == minor
    assert sum(credit.net_minor for credit in credits_) == minor - purchase.removed_minor


def test_a_refund_and_a_cancelling_reverse_once() -> None:
    from random import Random

    purchase = order(tap(A, days=1))
    Checkout(Random(1), WORLD.end).refund_line(purchase, 0, NOON + timedelta(days=1))
    purchase.cancelled_at = NOON + timedelta(days=2)
    (credit,) = credits_of(WORLD, Story([*purchase.path], [purchase]), "last")
    assert (credit.gross_minor, credit.net_minor) == (10_000, 0)
