"""Signed deliveries through the real route into the published tables: arrival, repetition and age never matter."""

import itertools
import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import pytest

from plaudit.events.order import Order
from plaudit.events.refund import Refund
from plaudit.settings import load_settings
from services.aggregator.app import create_app as create_aggregator
from tests.support import shopify as shop
from tests.support.ingest import DOMAIN, NOW, Ingest, as_body, prepare

CODE = [{"code": "MAYA15", "amount": "15.00", "type": "fixed_amount"}]
REFUND = shop.refund(shop.refund_line("30.00"), id=1, processed_at="2026-10-04T12:00:00Z")


@pytest.fixture
def ingest(tmp_path: Path) -> Iterator[Ingest]:
    running = Ingest(prepare(tmp_path))
    with running.client:
        yield running
    running.registry.close()


def order(number: int, updated_at: str, **changes: Any) -> dict[str, Any]:
    return shop.order(
        "100.00",
        id=number,
        name=f"#{number}",
        email=f"buyer{number}@example.com",
        updated_at=updated_at,
        processed_at="2026-10-01T10:00:00Z",
        **{"discount_codes": CODE, "financial_status": "paid", "refunds": [], **changes},
    )


def story(number: int) -> dict[str, dict[str, Any]]:
    """An order that was placed, paid, edited, partly refunded and cancelled, each told by one delivery."""
    refund = REFUND | {"id": number, "order_id": number}
    return {
        "orders/create": order(number, "2026-10-01T10:00:01Z", financial_status="pending"),
        "orders/paid": order(number, "2026-10-01T10:00:05Z"),
        "orders/updated": order(number, "2026-10-02T09:00:00Z", current="120.00"),
        "refunds/create": refund,
        "orders/cancelled": order(
            number,
            "2026-10-05T08:00:00Z",
            current="90.00",
            financial_status="partially_refunded",
            cancelled_at="2026-10-05T08:00:00Z",
            refunds=[refund],
        ),
    }


def send(ingest: Ingest, topic: str, document: Mapping[str, Any]) -> None:
    assert ingest.post_shopify(as_body(document), topic).status_code == 200


def publish(ingest: Ingest, data_dir: Path) -> None:
    create_aggregator(load_settings({}, data_dir=data_dir), clock=lambda: NOW, log=ingest.log).turn()


def rows(data_dir: Path, query: str) -> list[dict[str, Any]]:
    with duckdb.connect(str(data_dir / "analytics.duckdb"), read_only=True) as connection:
        cursor = connection.execute(query)
        columns = [column[0] for column in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def test_every_order_of_arrival_ends_in_the_same_row(ingest: Ingest, tmp_path: Path) -> None:
    """Each of the 120 orders of five deliveries is an order of its own; every third delivery comes twice."""
    for number, topics in enumerate(itertools.permutations(story(1)), start=1000):
        told = story(number)
        for place, topic in enumerate(topics):
            for _ in range(2 if (number + place) % 3 == 0 else 1):
                send(ingest, topic, told[topic])
    publish(ingest, tmp_path)
    found = rows(tmp_path, "SELECT * EXCLUDE (order_id, order_number, customer_key) FROM orders")
    assert len(found) == 120
    assert len({json.dumps(row, default=str, sort_keys=True) for row in found}) == 1
    assert (found[0]["state"], found[0]["has_been_paid"], found[0]["codes"]) == ("cancelled", True, ["MAYA15"])
    assert (found[0]["net_items_minor"], found[0]["commissionable_minor"]) == (12000, 0)
    statuses = rows(tmp_path, "SELECT status, count(*) AS number FROM deliveries GROUP BY status")
    assert {row["status"] for row in statuses} == {"accepted", "duplicate", "stale"}
    deliveries = [fact for fact in ingest.written() if isinstance(fact, Order | Refund) and fact.delivery.part == 0]
    assert sum(row["number"] for row in statuses) == len(deliveries)


def test_one_order_told_at_once_from_everywhere_is_one_order(ingest: Ingest, tmp_path: Path) -> None:
    body = as_body(order(7, "2026-10-01T10:00:05Z"))
    with ThreadPoolExecutor(5) as senders:
        answers = list(senders.map(lambda _: ingest.post_shopify(body, "orders/paid").status_code, range(6)))
    assert answers == [200] * 6
    publish(ingest, tmp_path)
    (found,) = rows(tmp_path, "FROM orders")
    assert (found["order_id"], found["commissionable_minor"]) == ("7", 10000)
    statuses = sorted(row["status"] for row in rows(tmp_path, "SELECT status FROM deliveries"))
    assert statuses == ["accepted", *["duplicate"] * 5]


def test_partial_refunds_add_up_and_one_told_again_changes_nothing(ingest: Ingest, tmp_path: Path) -> None:
    first = shop.refund(shop.refund_line("30.00"), id=1, order_id=7)
    second = shop.refund(shop.refund_line("70.00"), id=2, order_id=7)
    send(ingest, "refunds/create", first)
    left = []
    for topic, document in [
        ("orders/paid", order(7, "2026-10-01T10:00:05Z")),
        ("refunds/create", second),
        ("refunds/create", first),
        ("orders/updated", order(7, "2026-10-10T00:00:00Z", current="0.00", refunds=[first, second])),
    ]:
        send(ingest, topic, document)
        publish(ingest, tmp_path)
        left.append(rows(tmp_path, "SELECT commissionable_minor FROM orders")[0]["commissionable_minor"])
    assert left == [7000, 0, 0, 0]
    assert rows(tmp_path, "SELECT count(*) AS number FROM refunds") == [{"number": 2}]


def test_orders_in_currencies_with_other_decimals_keep_their_minor_units(ingest: Ingest, tmp_path: Path) -> None:
    amounts = {"JPY": "1580", "KWD": "1.234", "USD": "15.80"}
    for number, (currency, amount) in enumerate(amounts.items(), start=1):
        send(ingest, "orders/paid", shop.order(amount, currency=currency, id=number, discount_codes=[]))
    publish(ingest, tmp_path)
    found = rows(tmp_path, "SELECT currency, commissionable_minor AS minor FROM orders ORDER BY currency")
    assert {row["currency"]: row["minor"] for row in found} == {"JPY": 1580, "KWD": 1234, "USD": 1580}


def test_every_delivery_is_accounted_for_whatever_it_was(ingest: Ingest, tmp_path: Path) -> None:
    send(ingest, "orders/paid", order(7, "2026-10-01T10:00:05Z"))
    send(ingest, "orders/edited", {"order_edit": {"order_id": 7, "committed_at": "2026-10-02T00:00:00Z"}})
    send(ingest, "orders/delete", {"id": 7})
    send(ingest, "disputes/create", {"id": 1})
    send(ingest, "customers/redact", {"shop_domain": DOMAIN, "customer": None, "orders_to_redact": []})
    publish(ingest, tmp_path)
    found = rows(tmp_path, "SELECT topic, status FROM deliveries ORDER BY topic")
    assert {row["topic"]: row["status"] for row in found} == {
        "customers/redact": "accepted",
        "disputes/create": "rejected",
        "orders/delete": "accepted",
        "orders/edited": "accepted",
        "orders/paid": "accepted",
    }
    (cancelled,) = rows(tmp_path, "SELECT state, has_been_paid, net_items_minor FROM orders")
    assert cancelled == {"state": "cancelled", "has_been_paid": True, "net_items_minor": 10000}
