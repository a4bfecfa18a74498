"""Shopify's privacy topics: kept as what they are, and never made another by an unsigned header."""

import json
from itertools import permutations
from typing import Any

import msgspec
import pytest

from plaudit.events.erasure import Erasure
from plaudit.events.order import Order
from services.ingest.reasons import UnacceptableError
from services.ingest.sources import shopify
from tests.support.ingest import NOW, SHOPIFY_STORE, context_of
from tests.support.webhooks import read_payload

FILES = {
    "customers/data_request": "shopify_customers_data_request.json",
    "customers/redact": "shopify_customers_redact.json",
    "shop/redact": "shopify_shop_redact.json",
}


def document_of(topic: str, **changes: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(read_payload(FILES[topic]))
    return document | changes


def read(document: dict[str, Any], topic: str) -> Erasure:
    (fact,) = shopify.normalise(document, context_of(b"", topic))
    assert isinstance(fact, Erasure)
    return fact


@pytest.mark.parametrize(
    ("topic", "subject"),
    [("customers/data_request", "data_request"), ("customers/redact", "customer"), ("shop/redact", "shop")],
)
def test_each_topic_is_kept_as_of_its_receipt(topic: str, subject: str) -> None:
    erasure = read(document_of(topic), topic)
    assert (erasure.subject, erasure.store, erasure.requested_at) == (subject, "lumen", NOW)


def test_a_redaction_names_the_same_customer_as_his_orders() -> None:
    order = shopify.normalise(json.loads(read_payload("shopify_orders_create.json")), context_of(b"", "orders/create"))
    erasure = read(document_of("customers/redact"), "customers/redact")
    assert isinstance(order[0], Order)
    assert order[0].person is not None
    assert (erasure.customer_key, erasure.buyer_key) == (order[0].person.customer_key, order[0].person.buyer_key)
    assert order[0].order_id in erasure.order_ids


def test_a_redaction_may_name_a_customer_by_email_alone_or_by_nothing_but_orders() -> None:
    by_email = read(
        document_of("customers/redact", customer={"email": "noor.halvorsen@example.com"}), "customers/redact"
    )
    assert by_email.customer_key is not None
    by_orders = read(document_of("customers/redact", customer=None), "customers/redact")
    assert (by_orders.customer_key, by_orders.order_ids) == (None, ["6120034459871"])


@pytest.mark.parametrize(("body", "header"), list(permutations(FILES, 2)))
def test_no_header_turns_one_request_into_another(body: str, header: str) -> None:
    with pytest.raises(UnacceptableError) as refused:
        read(document_of(body), header)
    assert refused.value.why == "topic_mismatch"


@pytest.mark.parametrize("topic", FILES)
def test_a_request_of_another_shop_is_refused_by_its_body(topic: str) -> None:
    with pytest.raises(UnacceptableError) as refused:
        read(document_of(topic, shop_domain="other.myshopify.com"), topic)
    assert refused.value.why == "wrong_shop"


def test_without_a_domain_the_shop_of_a_request_is_not_compared() -> None:
    store = msgspec.structs.replace(SHOPIFY_STORE, domain=None)
    document = document_of("shop/redact", shop_domain="any.myshopify.com")
    assert shopify.normalise(document, context_of(b"", "shop/redact", store))


@pytest.mark.parametrize("topic", FILES)
def test_a_request_that_names_no_shop_is_refused(topic: str) -> None:
    with pytest.raises(UnacceptableError):
        read({}, topic)
