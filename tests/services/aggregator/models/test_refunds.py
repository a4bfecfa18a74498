"""Refunds: keyed by their id, absolute, and worth the same in whatever order they are told."""

from datetime import timedelta
from itertools import permutations
from typing import Any, get_args

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from plaudit.events.codec import Payload
from plaudit.events.order import Order, OrderAmounts, OrderState, OrderStatus
from plaudit.events.refund import Refund
from tests.support.bronze import Bronze
from tests.support.world import PLACED_AT, Tables, delivery_of, order_of, refund_of


def left(*payloads: Payload) -> int:
    return int(Tables.of(*payloads).only("FROM orders")["commissionable_minor"])


def charged_back(amount_minor: int, **changes: Any) -> Refund:
    return refund_of(amount_minor, basis="charge", **changes)


def test_partial_refunds_come_off_one_by_one_and_a_repeat_changes_nothing() -> None:
    first, second = refund_of(3_000), refund_of(7_000, "r2", minutes=20)
    assert left(order_of(), first) == 7_000
    assert left(order_of(), first, second) == 0
    assert left(order_of(), first, second, first) == 0
    assert Tables.of(order_of(), first, second, first).only("FROM orders")["state"] == "refunded"


def test_a_refund_that_comes_before_its_order_waits_for_it() -> None:
    assert Tables.of(refund_of(3_000)).rows("FROM orders") == []
    assert left(refund_of(3_000), order_of()) == 7_000


def test_of_one_refund_the_greatest_version_wins() -> None:
    assert left(order_of(), refund_of(5_000, minutes=30), refund_of(3_000, minutes=20)) == 5_000


@pytest.mark.parametrize(
    ("status", "rest"), [("succeeded", 7_000), ("pending", 7_000), ("failed", 10_000), ("void", 10_000)]
)
def test_failed_and_void_refunds_count_nothing(status: Any, rest: int) -> None:
    assert left(order_of(), refund_of(3_000, status=status)) == rest


def test_a_refund_that_fails_later_is_undone() -> None:
    assert left(order_of(), refund_of(3_000), refund_of(3_000, minutes=20, status="failed")) == 10_000


def test_a_refund_that_the_shop_no_longer_lists_is_void() -> None:
    listed = order_of(minutes=30, refund_ids=["r2"])
    tables = Tables.of(order_of(), listed, refund_of(3_000), refund_of(2_000, "r2"))
    assert tables.only("FROM orders")["commissionable_minor"] == 8_000
    assert tables.pairs("SELECT refund_id, status FROM refunds") == {"r1": "void", "r2": "succeeded"}


@pytest.mark.parametrize(("listed_at", "rest"), [(5, 7_000), (10, 7_000), (11, 10_000)])
def test_only_a_list_newer_than_the_refund_takes_it_away(listed_at: int, rest: int) -> None:
    assert left(order_of(minutes=listed_at, refund_ids=[]), refund_of(3_000, minutes=10)) == rest


def test_refunds_beyond_the_base_are_clamped_and_flagged() -> None:
    row = Tables.of(order_of(), refund_of(12_500)).only("FROM orders")
    assert (row["refunded_minor"], row["commissionable_minor"], row["refund_excess_minor"]) == (10_000, 0, 2_500)


def test_a_full_refund_reverses_the_whole_base_whatever_its_amount() -> None:
    assert left(order_of(), refund_of(9_900, is_full=True)) == 0
    assert left(order_of(status=OrderStatus(state="refunded", has_been_paid=True))) == 0


def test_an_amount_only_refund_takes_nothing_off_the_base() -> None:
    row = Tables.of(order_of(state="partially_refunded"), refund_of(0)).only("FROM orders")
    assert (row["state"], row["commissionable_minor"]) == ("partially_refunded", 10_000)


def test_a_refund_of_the_charge_comes_off_in_proportion_and_half_a_unit_rounds_up() -> None:
    amounts = OrderAmounts(currency="EUR", gross_minor=200, net_items_minor=101)
    assert left(order_of(amounts=amounts), charged_back(25)) == 101 - 13  # 101 x 25 / 200 = 12.625
    assert left(order_of(amounts=amounts), charged_back(100)) == 101 - 51  # 50.5
    assert left(order_of(amounts=amounts), charged_back(200)) == 0


def test_a_total_and_the_refunds_in_it_are_the_same_money() -> None:
    total = charged_back(5_950, refund_id="ch_1", kind="cumulative")
    assert left(order_of(), total, charged_back(5_950)) == 5_000
    assert left(order_of(), total, charged_back(5_950), charged_back(1_190, refund_id="r2")) == 4_000


def test_a_smaller_total_after_a_larger_has_no_effect() -> None:
    larger = charged_back(5_950, refund_id="ch_1", kind="cumulative", minutes=20)
    smaller = charged_back(1_190, refund_id="ch_1", kind="cumulative", minutes=30)
    assert left(order_of(), larger, smaller) == 5_000


def test_a_refund_that_fails_lowers_the_older_total_that_had_taken_it_in() -> None:
    total = charged_back(5_950, refund_id="ch_1", kind="cumulative", minutes=20)
    made, failed = charged_back(2_380, minutes=15), charged_back(2_380, minutes=40, status="failed")
    failed = charged_back(2_380, minutes=40, status="failed", refunded_at=made.refunded_at)
    assert left(order_of(), total, made, failed) == 7_000


def test_a_refund_finds_its_order_by_another_name() -> None:
    by_ref = refund_of(3_000, order_id=None, order_ref="pi_1")
    assert left(order_of(refs=["pi_1"]), by_ref) == 7_000
    assert left(order_of(), by_ref) == 10_000


def test_one_refund_told_by_both_names_counts_once() -> None:
    by_ref = refund_of(3_000, order_id=None, order_ref="pi_1", minutes=20)
    assert left(order_of(refs=["pi_1"]), by_ref, refund_of(3_000)) == 7_000


def test_a_refund_in_another_currency_is_never_taken_one_to_one() -> None:
    tables = Tables.of(order_of(), refund_of(3_000, currency="USD"))
    assert tables.only("FROM orders")["commissionable_minor"] == 10_000
    assert tables.only("FROM refunds")["is_counted"] is False


LIFE: list[Payload] = [
    order_of(state="pending"),
    order_of(minutes=1),
    order_of(minutes=15, state="partially_refunded", codes=["ANA10"]),
    refund_of(3_000),
    refund_of(2_000, "r2", minutes=12),
]
ENDS: list[Payload] = [*LIFE, order_of(minutes=60, state="cancelled")]


@pytest.mark.parametrize("life", [LIFE, ENDS], ids=["refunded", "cancelled"])
def test_every_order_of_arrival_gives_the_same_order(life: list[Payload]) -> None:
    expected = Tables.of(*life).only("FROM orders")
    worlds = Bronze()
    for number, arrived in enumerate(permutations(life)):
        if number % 7 == 0:
            worlds.add(*(rehomed(payload, f"world-{number}") for payload in arrived))
    rows = Tables(worlds).rows("FROM orders")
    assert len(rows) > len(life)
    assert all(row | {"store": "glow"} == expected for row in rows)


def rehomed(payload: Any, store: str) -> Any:
    """The same facts in a store of its own, so that many arrivals fit into one world."""
    return type(payload)(**{f: getattr(payload, f) for f in payload.__struct_fields__} | {"store": store})


STATES = st.sampled_from(get_args(OrderState))
STATUSES = st.sampled_from(["succeeded", "pending", "failed", "void"])
LISTED = st.none() | st.lists(st.sampled_from(["r1", "r2"]), unique=True)


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """Any delivery of an order; its body is what it says."""
    minutes, state, base = draw(st.integers(0, 9)), draw(STATES), draw(st.integers(0, 200))
    stated = draw(st.none() | st.integers(0, 200).map(lambda ceiling: amounts_of(base, ceiling)))
    listed = draw(LISTED)
    body = delivery_of(minutes, body=f"{minutes} {state} {stated} {listed}")
    return order_of(minutes=minutes, state=state, amounts=stated, refund_ids=listed, delivery=body)


@st.composite
def refunds(draw: st.DrawFn) -> Refund:
    """Any delivery of a refund; its body is what it says."""
    kind = draw(st.sampled_from(["single", "cumulative"]))
    minutes = draw(st.integers(0, 9))
    said: dict[str, Any] = {
        "refund_id": f"{kind}-total" if kind == "cumulative" else draw(st.sampled_from(["r1", "r2"])),
        "minutes": draw(st.integers(0, 9)), "amount_minor": draw(st.integers(0, 150)), "kind": kind,
        "status": draw(STATUSES), "basis": draw(st.sampled_from(["commission_base", "charge"])),
        "is_full": draw(st.booleans()),
    }  # fmt: skip
    return refund_of(**said, delivery=delivery_of(minutes, "refunds/create", body=str(said)))


def amounts_of(base: int, ceiling: int) -> OrderAmounts:
    return OrderAmounts(currency="EUR", gross_minor=base + 19, net_items_minor=base, ceiling_minor=ceiling)


LIVES = st.lists(orders() | refunds(), min_size=1, max_size=7)


@given(st.lists(LIVES.flatmap(lambda life: st.tuples(st.just(life), st.permutations(life + life[:2]))), max_size=8))
@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate])
def test_permuted_and_repeated_deliveries_give_the_same_tables(lives: list[tuple[list[Any], list[Any]]]) -> None:
    told, shuffled = Bronze(), Bronze("other")
    for number, (life, again) in enumerate(lives):
        told.add(*(rehomed(payload, f"s{number}") for payload in life))
        shuffled.add(*(rehomed(payload, f"s{number}") for payload in again))
    one, two = Tables(told), Tables(shuffled)
    for table in ("orders", "refunds"):
        assert by_key(one.rows(f"FROM {table}")) == by_key(two.rows(f"FROM {table}"))
    for row in one.rows("FROM orders"):
        assert 0 <= row["commissionable_minor"] <= max(row["net_items_minor"], 0)
        assert row["reversed_minor"] == row["net_items_minor"] - row["commissionable_minor"]
        assert 0 <= row["refunded_minor"] <= row["net_items_minor"]


def by_key(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (row["store"], row["order_id"] or "", row.get("refund_id", "")))


def test_a_refund_says_when_it_was_made() -> None:
    made = Tables.of(refund_of(3_000)).only("FROM refunds")
    assert (made["order_id"], made["refunded_at"]) == ("1", PLACED_AT + timedelta(minutes=10))
