"""The generic order by Standard Webhooks: states, amounts, evidence, people, refunds."""

import json
from typing import Any

import pytest

from plaudit.events.order import Order
from plaudit.events.refund import Refund
from plaudit.security.identity import buyer_key
from services.ingest.reasons import UnacceptableError
from services.ingest.sources import standard
from tests.support.ingest import KEYS, STANDARD_STORE, context_of
from tests.support.webhooks import read_payload


def envelope(topic: str = "order.paid", **changes: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(read_payload("standardwebhooks_order_paid.json"))
    return document | {"type": topic, "data": document["data"] | changes}


def refund(**changes: Any) -> dict[str, Any]:
    data = {
        "order_id": "ord_77120",
        "refund_id": "ref_1",
        "occurred_at": "2026-10-05T10:00:00Z",
        "currency": "GBP",
        "amounts": {"net_items": "20.00", "shipping": "0.00", "tax": "4.00", "total": "24.00"},
        "full": False,
        "test": False,
    }
    return {"type": "order.refunded", "timestamp": "2026-10-05T10:00:00Z", "data": data | changes}


def read(document: dict[str, Any]) -> Any:
    (fact,) = standard.normalise(document, context_of(b"", str(document.get("type")), STANDARD_STORE))
    return fact


def order(document: dict[str, Any]) -> Order:
    fact = read(document)
    assert isinstance(fact, Order)
    return fact


def refusal_of(document: dict[str, Any]) -> tuple[str, str]:
    with pytest.raises(UnacceptableError) as refused:
        read(document)
    return refused.value.why, refused.value.field


@pytest.mark.parametrize(
    ("topic", "state", "paid"),
    [("order.created", "pending", False), ("order.paid", "paid", True), ("order.cancelled", "cancelled", False)],
)
def test_the_type_says_the_state(topic: str, state: str, paid: bool) -> None:
    status = order(envelope(topic)).status
    assert status is not None
    assert (status.state, status.has_been_paid) == (state, paid)


def test_when_it_was_placed_is_left_to_the_earliest_version() -> None:
    assert order(envelope()).placed_at is None
    assert order(envelope()).version.isoformat() == "2026-10-03T14:20:11.512000+00:00"


def test_an_update_changes_amounts_and_codes_and_says_nothing_of_the_payment() -> None:
    updated = order(envelope("order.updated"))
    assert updated.status is None
    assert updated.amounts is not None
    assert updated.codes is not None


def test_only_a_cancellation_may_leave_its_amounts_out() -> None:
    assert order(envelope("order.cancelled", amounts=None)).amounts is None
    assert order(envelope("order.cancelled", currency=None)).amounts is None
    for topic in ("order.created", "order.paid", "order.updated"):
        assert refusal_of(envelope(topic, amounts=None)) == ("missing_field", "amounts")
        assert refusal_of(envelope(topic, currency=None)) == ("missing_field", "currency")


@pytest.mark.parametrize(
    ("currency", "amount", "minor"), [("JPY", "1580", 1580), ("KWD", "1.234", 1234), ("USD", "15.80", 1580)]
)
def test_amounts_are_minor_units_of_their_currency(currency: str, amount: str, minor: int) -> None:
    amounts = order(envelope(currency=currency, amounts={"net_items": amount, "total": amount})).amounts
    assert amounts is not None
    assert (amounts.net_items_minor, amounts.gross_minor) == (minor, minor)


@pytest.mark.parametrize(
    ("changes", "reason", "field"),
    [
        ({"amounts": {"net_items": 73.1, "total": "93.12"}}, "bad_amount", "amounts.net_items"),
        ({"amounts": {"net_items": "-73.10", "total": "93.12"}}, "bad_amount", "amounts.net_items"),
        ({"amounts": {"net_items": "73.10", "total": "93.125"}}, "bad_amount", "amounts.total"),
        ({"currency": "gbp"}, "bad_currency", "currency"),
        ({"currency": "POUND"}, "bad_currency", "currency"),
        ({"order_id": ""}, "bad_id", "order_id"),
        ({"order_id": "x" * 129}, "bad_id", "order_id"),
        ({"order_id": "a\u0000b"}, "bad_id", "order_id"),
        ({"order_id": None}, "bad_field", "order_id"),
        ({"occurred_at": "2026-10-03"}, "bad_time", "occurred_at"),
        ({"occurred_at": 1791037212}, "bad_time", "occurred_at"),
        ({"occurred_at": "9999-12-31T23:59:59Z"}, "bad_time", "occurred_at"),
        ({"discount_codes": "INES15"}, "bad_field", "discount_codes"),
        ({"test": "false"}, "bad_field", "test"),
    ],
)
def test_what_can_not_be_is_refused_with_its_place(changes: dict[str, Any], reason: str, field: str) -> None:
    assert refusal_of(envelope(**changes)) == (reason, field)


@pytest.mark.parametrize("topic", ["order.shipped", "", "ORDER.PAID", "refund.created"])
def test_an_unknown_type_is_refused(topic: str) -> None:
    assert refusal_of(envelope(topic))[0] == "unknown_topic"


@pytest.mark.parametrize(
    "document", [{}, {"type": "order.paid"}, {"type": 1, "data": {}}, {"type": "order.paid", "data": []}]
)
def test_a_body_that_is_no_envelope_is_refused(document: dict[str, Any]) -> None:
    assert refusal_of(document)[0] in {"missing_field", "bad_field"}


def test_fields_that_nobody_reads_are_dropped() -> None:
    assert order(envelope(gift_message="for Noor")) == order(envelope())


def test_an_id_keeps_its_case_and_a_number_becomes_its_digits() -> None:
    assert order(envelope(order_id="Ord-ÄB")).order_id == "Ord-ÄB"
    assert order(envelope(order_id=9007199254740993)).order_id == "9007199254740993"


def test_a_path_of_clicks_keeps_its_order_and_at_most_the_last_eight() -> None:
    path = "-".join(f"click{number}" for number in range(10))
    attribution = {"click_id": path, "landing_url": "https://shop.example/?click_id=click9"}
    clicks = order(envelope(attribution=attribution)).clicks
    assert [click.click_id for click in clicks] == [*(f"click{number}" for number in range(2, 10)), "click9"]
    assert [click.position for click in clicks] == [0, 1, 2, 3, 4, 5, 6, 7, 0]
    assert {click.found_in for click in clicks} == {"attribution", "landing_url"}


def test_stated_utm_values_come_before_those_of_the_landing_page() -> None:
    attribution = {"landing_url": "/?utm_source=a&utm_medium=b", "utm": {"source": "c", "medium": None, "id": 7}}
    utm = order(envelope(attribution=attribution)).utm
    assert (utm.source, utm.medium) == ("c", "b")


def test_an_order_without_attribution_customer_or_codes_is_an_order() -> None:
    bare = order(envelope(attribution=None, customer=None, discount_codes=None, test=None))
    assert (bare.clicks, bare.person, bare.codes, bare.is_test) == ([], None, None, None)


def test_an_email_makes_both_keys_and_an_id_or_a_hash_only_the_stores_own() -> None:
    by_email = order(envelope(customer={"id": "c1", "email": "Noor@Example.com"})).person
    by_id = order(envelope(customer={"id": "c1"})).person
    by_hash = order(envelope(customer={"email_sha256": "ab" * 32})).person
    assert by_email is not None
    assert by_id is not None
    assert by_hash is not None
    assert by_email.buyer_key == buyer_key(KEYS, "noor@example.com")
    assert (by_id.buyer_key, by_hash.buyer_key) == (None, None)
    assert len({by_email.customer_key, by_id.customer_key, by_hash.customer_key}) == 3


def test_a_refund_is_of_the_base_and_of_itself_alone() -> None:
    fact = read(refund(full=True))
    assert isinstance(fact, Refund)
    assert (fact.order_id, fact.refund_id, fact.amount_minor) == ("ord_77120", "ref_1", 2000)
    assert (fact.kind, fact.status, fact.basis, fact.is_full) == ("single", "succeeded", "commission_base", True)


@pytest.mark.parametrize("missing", ["order_id", "refund_id", "occurred_at", "currency", "amounts"])
def test_a_refund_needs_all_that_makes_it_one(missing: str) -> None:
    document = refund()
    del document["data"][missing]
    assert refusal_of(document) == ("missing_field", missing)
