"""Every delivery is accepted, duplicate, stale, rejected or a replay; what could not be taken is a dead letter."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plaudit.events.erasure import Erasure
from plaudit.events.rejected import Rejected
from tests.support.bronze import Bronze
from tests.support.world import PLACED_AT, Tables, delivery_of, order_of, refund_of


def statuses(*payloads: Any) -> list[str]:
    tables = Tables.of(*payloads)
    return [row["status"] for row in tables.rows("FROM deliveries ORDER BY received_at, origin, sequence")]


def rejected(minutes: float = 0, body: str = "x") -> Rejected:
    return Rejected(
        source="shopify/glow", store="glow", reason="missing_field", detail="There is no id.", sealed=b"sealed",
        delivery=delivery_of(minutes, body=body, delivery_id="d1"),
    )  # fmt: skip


def test_the_same_body_and_topic_again_is_a_duplicate_however_late() -> None:
    again = order_of(delivery=delivery_of(60 * 24 * 30, body="1@0paid"))
    assert statuses(order_of(delivery=delivery_of(0, body="1@0paid")), again) == ["accepted", "duplicate"]


@pytest.mark.parametrize("minutes", [(0, 1), (1, 0)])
def test_the_same_body_under_another_topic_is_neither_duplicate_nor_stale(minutes: tuple[int, int]) -> None:
    created = order_of(delivery=delivery_of(minutes[0], "orders/create", body="b"))
    paid = order_of(delivery=delivery_of(minutes[1], "orders/paid", body="b"))
    assert statuses(created, paid) == ["accepted", "accepted"]


def test_an_older_state_after_a_newer_one_is_stale() -> None:
    newer = order_of(minutes=5, delivery=delivery_of(6, body="new"))
    older = order_of(minutes=1, delivery=delivery_of(7, body="old"))
    assert statuses(newer, older) == ["accepted", "stale"]
    assert statuses(order_of("2", minutes=9), older) == ["accepted", "accepted"]


def test_an_older_refund_after_a_newer_one_is_stale() -> None:
    older = refund_of(1, minutes=5, delivery=delivery_of(30, body="old"))
    assert statuses(refund_of(2, minutes=20), older) == ["accepted", "stale"]


def test_receipt_decides_the_order_not_the_place_in_the_log() -> None:
    late = order_of(minutes=5, delivery=delivery_of(9, body="late"))
    early = order_of(minutes=1, delivery=delivery_of(2, body="early"))
    assert statuses(late, early) == ["accepted", "accepted"]


def test_refunds_listed_in_an_order_are_no_deliveries_of_their_own() -> None:
    body = delivery_of(3, "orders/updated", body="b")
    listed = refund_of(1, delivery=delivery_of(3, "orders/updated", body="b", part=1))
    assert statuses(order_of(delivery=body), listed) == ["accepted"]


def test_a_rejection_names_its_reason_and_is_a_dead_letter() -> None:
    tables = Tables.of(rejected())
    delivery, letter = tables.only("FROM deliveries"), tables.only("FROM dead_letters")
    assert (delivery["status"], delivery["detail"], delivery["store"]) == ("rejected", "missing_field", "glow")
    assert letter["dead_letter_id"] == f"{delivery['origin']}:{delivery['sequence']}"
    assert (letter["source"], letter["reason"], letter["detail"]) == (
        "shopify/glow", "missing_field", "There is no id.",
    )  # fmt: skip


def test_what_was_rejected_before_is_no_duplicate_when_it_is_taken() -> None:
    replay = order_of(delivery=delivery_of(9, body="x", replaces="test-1:1"))
    retried = order_of(delivery=delivery_of(5, body="x"))
    tables = Tables.of(rejected(), retried, replay)
    rows = tables.rows("FROM deliveries ORDER BY received_at")
    assert [row["status"] for row in rows] == ["rejected", "accepted", "replayed"]
    assert rows[-1]["detail"] == "test-1:1"


def test_privacy_requests_are_deliveries_too() -> None:
    asked = Erasure(
        store="glow", subject="shop", requested_at=PLACED_AT, delivery=delivery_of(0, "shop/redact", body="r")
    )
    row = Tables.of(asked).only("FROM deliveries")
    assert (row["status"], row["topic"], row["order_id"]) == ("accepted", "shop/redact", None)


def test_records_that_could_not_be_decoded_or_were_lost_are_dead_letters_and_no_facts() -> None:
    bronze = Bronze().refuse("undecodable", "Not JSON.").refuse("lost").refuse("undecodable", stream="clicks")
    tables = Tables(bronze)
    assert sorted(row["reason"] for row in tables.rows("FROM dead_letters")) == ["lost", "undecodable", "undecodable"]
    for table in ("clicks", "orders", "refunds", "deliveries", "costs", "engagement_snapshots"):
        assert tables.rows(f"FROM {table}") == []


KINDS = st.tuples(st.sampled_from("ab"), st.integers(0, 3), st.integers(0, 5), st.booleans())


@given(st.lists(KINDS, max_size=12))
@settings(max_examples=20, deadline=None)
def test_statuses_follow_the_rule_told_delivery_by_delivery(kinds: list[tuple[str, int, int, bool]]) -> None:
    payloads = [
        rejected(received, f"{order}{version}") if refused else order_of(
            order, minutes=version, delivery=delivery_of(received, body=f"{order}{version}")
        )
        for order, version, received, refused in kinds
    ]  # fmt: skip
    assert statuses(*payloads) == expected_statuses(payloads)


def expected_statuses(payloads: list[Any]) -> list[str]:
    bodies: set[str] = set()
    newest: dict[str, timedelta] = {}
    told = []
    for payload in sorted(payloads, key=lambda p: p.delivery.received_at):
        body = payload.delivery.body_hash
        if isinstance(payload, Rejected):
            told.append("rejected")
            continue
        age, known = payload.version - PLACED_AT, newest.get(payload.order_id, timedelta.min)
        told.append("duplicate" if body in bodies else "stale" if age < known else "accepted")
        bodies.add(body)
        newest[payload.order_id] = max(age, known)
    return told
