"""The current order: computed from all its deliveries, whatever their order, repetition and age."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from plaudit.events.order import ClickReference, OrderAmounts, OrderCode, OrderPerson, OrderState, OrderStatus
from tests.support.world import DAY, PLACED_AT, Tables, code_of, creator_of, delivery_of, order_of, refund_of

LATE_AND_EARLY: tuple[tuple[int, OrderState], ...] = ((30, "paid"), (5, "pending"))


def current(*payloads: Any) -> dict[str, Any]:
    return Tables.of(*payloads).only("FROM orders")


def money(row: dict[str, Any]) -> tuple[int, int, int]:
    return row["refunded_minor"], row["reversed_minor"], row["commissionable_minor"]


def test_of_each_group_of_facts_the_greatest_delivery_that_states_it_wins() -> None:
    created = order_of(state="pending", codes=["FIRST"], person=OrderPerson(customer_key="k"))
    edited = order_of(minutes=5, status=None, person=None, codes=["SECOND"])
    paid = order_of(minutes=3, codes=["THIRD"], amounts=None, person=None)
    row = current(paid, edited, created)
    assert (row["state"], row["codes"], row["customer_key"]) == ("paid", ["SECOND"], "k")
    assert row["source_version"] == PLACED_AT + timedelta(minutes=5)


def test_an_empty_group_is_a_statement_and_an_absent_one_is_not() -> None:
    assert current(order_of(codes=["A"]), order_of(minutes=1, codes=[]))["codes"] == []
    silent = msgspec.structs.replace(order_of(minutes=1), codes=None)
    assert current(order_of(codes=["A"]), silent)["codes"] == ["A"]


def test_of_equal_versions_the_further_state_wins() -> None:
    assert current(order_of(state="cancelled"), order_of(state="paid"))["state"] == "cancelled"


def test_of_equal_versions_and_states_the_body_decides_not_the_arrival() -> None:
    one = order_of(codes=["ONE"], delivery=delivery_of(0, body="aa"))
    two = order_of(codes=["TWO"], delivery=delivery_of(-9, body="bb"))
    assert current(one, two)["codes"] == current(two, one)["codes"] == ["TWO"]


def test_click_ids_are_the_union_of_all_deliveries_oldest_of_a_path_first() -> None:
    late = order_of(minutes=1, clicks=["c", "a"])
    early = order_of(clicks=["b"], minutes=-1)
    assert current(late, early)["click_ids"] == ["b", "c", "a"]


def test_once_paid_always_paid_but_the_state_is_the_latest() -> None:
    row = current(order_of(), order_of(state="cancelled", minutes=9))
    assert (row["state"], row["has_been_paid"], row["exclusion_reason"]) == ("cancelled", True, None)
    assert money(row) == (0, 10_000, 0)


@pytest.mark.parametrize(
    ("named", "paid", "state"),
    [
        ("pending", False, "pending"),
        ("failed", False, "failed"),
        ("paid", False, "pending"),
        ("pending", True, "paid"),
        ("failed", True, "paid"),
        ("partially_refunded", True, "partially_refunded"),
        ("refunded", True, "refunded"),
        ("cancelled", False, "cancelled"),
    ],
)
def test_the_final_state_follows_the_payment_not_the_name(named: Any, paid: bool, state: str) -> None:
    assert current(order_of(status=OrderStatus(state=named, has_been_paid=paid)))["state"] == state


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"is_test": True}, "test"),
        ({"sales_channel": "pos"}, "pos"),
        ({"sales_channel": "shopify_draft_order"}, "draft"),
        ({"is_gift_card_only": True, "amounts": OrderAmounts(currency="EUR", gross_minor=50, net_items_minor=0)},
         "gift_card_only"),
        ({"state": "cancelled"}, "cancelled_before_paid"),
        ({"state": "pending"}, "unpaid"),
        ({"amounts": OrderAmounts(currency="EUR", gross_minor=0, net_items_minor=0)}, "zero_value"),
        ({"is_test": False, "sales_channel": "web"}, None),
    ],
)  # fmt: skip
def test_every_order_that_is_no_conversion_says_why(changes: dict[str, Any], reason: str | None) -> None:
    assert current(order_of(**changes))["exclusion_reason"] == reason


def test_a_test_order_earns_nothing() -> None:
    assert money(current(order_of(is_test=True))) == (0, 10_000, 0)


def test_a_ceiling_covers_edits_that_take_items_away() -> None:
    edited = OrderAmounts(currency="EUR", gross_minor=11_900, net_items_minor=10_000, ceiling_minor=6_000)
    assert money(current(order_of(amounts=edited))) == (0, 4_000, 6_000)


def test_a_refund_under_a_ceiling_is_not_taken_off_twice() -> None:
    left = OrderAmounts(currency="EUR", gross_minor=11_900, net_items_minor=10_000, ceiling_minor=7_000)
    assert money(current(order_of(amounts=left, minutes=20), refund_of(3_000))) == (3_000, 3_000, 7_000)


def test_a_cancelled_and_refunded_order_reverses_once() -> None:
    assert money(current(order_of(), order_of(state="cancelled", minutes=20), refund_of(10_000)))[1:] == (10_000, 0)


def test_shopify_says_when_an_order_was_placed_and_elsewhere_the_earliest_time_counts() -> None:
    generic = [
        order_of(platform="standard", placed_at=None, minutes=minutes, state=state)
        for minutes, state in LATE_AND_EARLY
    ]  # fmt: skip
    assert current(*generic)["placed_at"] == PLACED_AT + timedelta(minutes=5)
    moved = order_of(minutes=5, placed_at=PLACED_AT + DAY)
    assert current(order_of(), moved)["placed_at"] == PLACED_AT + DAY


def test_a_customer_is_new_once_and_only_with_a_paid_order() -> None:
    person = OrderPerson(customer_key="k")
    orders = [
        order_of("unpaid", state="pending", placed_at=PLACED_AT - 2 * DAY, person=person),
        order_of("later", person=person),
        order_of("first", placed_at=PLACED_AT - DAY, person=person),
        order_of("guest"),
        order_of("elsewhere", store="other", person=person),
    ]
    news = Tables.of(*orders).pairs("SELECT order_id, is_new_customer FROM orders")
    assert news == {"unpaid": False, "later": False, "first": True, "guest": None, "elsewhere": True}


def test_a_creators_own_purchase_is_flagged() -> None:
    buyer = OrderPerson(buyer_key="b")
    tables = Tables.of(creator_of("ana", email_key="b"), order_of(person=buyer), order_of("2"))
    assert tables.pairs("SELECT order_id, is_self_purchase FROM orders") == {"1": True, "2": False}


def test_ids_stay_exactly_as_the_shop_sent_them() -> None:
    assert current(order_of("9007199254740993123"))["order_id"] == "9007199254740993123"


def test_a_deletion_without_amounts_leaves_an_order_worth_nothing() -> None:
    gone = order_of(state="cancelled", amounts=None, person=None, codes=[])
    row = current(gone)
    assert (row["currency"], row["net_items_minor"], *money(row)) == (None, 0, 0, 0, 0)


def test_the_same_id_in_two_stores_is_two_orders() -> None:
    assert len(Tables.of(order_of(), order_of(store="other")).rows("FROM orders")) == 2


def test_places_of_a_click_id_are_kept_together() -> None:
    found = [ClickReference(click_id="c", found_in=place) for place in ("note_attributes", "landing_site")]
    tables = Tables.of(order_of(), msgspec.structs.replace(order_of(minutes=1), clicks=found))
    assert tables.only("FROM touches")["found_in"] == "landing_site, note_attributes"


def test_the_same_code_in_two_spellings_is_one_touch() -> None:
    codes = [OrderCode(code="ana10"), OrderCode(code=" ANA10", discount_minor=5)]
    tables = Tables.of(order_of(codes=codes), code_of("Ana10"))
    assert tables.only("FROM touches")["creator_id"] == "ana"
    assert tables.only("FROM orders")["codes"] == ["ana10", " ANA10"]
