"""What every source of webhooks promises, whichever platform it speaks for."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.datastructures import Headers

from plaudit.events.codec import encode
from plaudit.events.erasure import Erasure
from plaudit.events.order import Order
from plaudit.events.refund import Refund
from plaudit.registry.views import KnownStore
from plaudit.security.signatures import SignatureError
from services.ingest.documents import read_object
from services.ingest.outlet import key_of
from services.ingest.reasons import UnacceptableError
from services.ingest.sources import SOURCES
from services.ingest.sources.protocol import Source
from tests.support.ingest import (
    NOW,
    SHOPIFY_STORE,
    STANDARD_STORE,
    as_body,
    context_of,
    shopify_headers,
    standard_headers,
)
from tests.support.webhooks import read_payload

STORES: dict[str, KnownStore] = {"shopify": SHOPIFY_STORE, "standard": STANDARD_STORE}
SAMPLES: dict[str, tuple[str, bytes]] = {
    "shopify": ("orders/updated", read_payload("shopify_orders_updated_partial_refund.json")),
    "standard": ("order.paid", read_payload("standardwebhooks_order_paid.json")),
}
PERSONAL = ("noor", "halvorsen", "c_5521", "8120044556677", "203.0.113", "invented crescent", "973dfe463ec8")
NOW_SECONDS = int(NOW.timestamp())

each_source = pytest.mark.parametrize("platform", sorted(SOURCES))


def signed(platform: str, body: bytes) -> Headers:
    topic = SAMPLES[platform][0]
    return Headers(shopify_headers(body, topic) if platform == "shopify" else standard_headers(body))


def facts(platform: str) -> list[Any]:
    topic, body = SAMPLES[platform]
    return list(SOURCES[platform].normalise(read_object(body), context_of(body, topic, STORES[platform])))


def test_every_source_has_a_store_and_a_sample_here() -> None:
    assert set(SOURCES) == set(STORES) == set(SAMPLES)


@each_source
def test_a_source_takes_what_its_store_signed_and_refuses_one_changed_byte(platform: str) -> None:
    source: Source = SOURCES[platform]
    body = SAMPLES[platform][1]
    source.verify(body, signed(platform, body), STORES[platform], NOW_SECONDS)
    for place in (0, len(body) // 2, len(body) - 1):
        altered = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
        with pytest.raises(SignatureError):
            source.verify(altered, signed(platform, body), STORES[platform], NOW_SECONDS)


@each_source
def test_a_source_refuses_an_unsigned_and_an_empty_delivery(platform: str) -> None:
    for body, headers in [(b"{}", Headers({})), (b"", signed(platform, b""))]:
        with pytest.raises(SignatureError):
            SOURCES[platform].verify(body, headers, STORES[platform], NOW_SECONDS)


@each_source
def test_a_delivery_has_one_part_zero_and_numbers_the_others_behind_it(platform: str) -> None:
    assert [fact.delivery.part for fact in facts(platform)] == list(range(len(facts(platform))))


@each_source
def test_a_fact_names_its_store_and_can_be_encoded_and_keyed(platform: str) -> None:
    for fact in facts(platform):
        assert isinstance(fact, Order | Refund | Erasure)
        assert fact.store == STORES[platform].store
        assert encode(fact, event_id="e", source="s", time=NOW, key=key_of(fact)).data.startswith(b"{")


@each_source
def test_nothing_personal_is_in_a_fact(platform: str) -> None:
    for fact in facts(platform):
        data = encode(fact, event_id="e", source="s", time=NOW, key="k").data.decode().lower()
        assert [word for word in PERSONAL if word in data] == []


@each_source
def test_normalising_is_a_function_of_its_arguments(platform: str) -> None:
    assert facts(platform) == facts(platform)


@each_source
def test_a_claim_is_read_also_when_the_document_could_not_be(platform: str) -> None:
    claim = SOURCES[platform].read_claim(signed(platform, b"{}"), None)
    assert isinstance(claim.topic, str)
    assert claim.delivery_id is not None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**19), 10**19) | st.text(max_size=20) | st.decimals(allow_nan=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@each_source
@given(document=st.dictionaries(st.text(max_size=12), json_values, max_size=6))
@settings(max_examples=40)
def test_any_document_is_a_list_of_facts_or_is_refused_with_a_reason(platform: str, document: dict[str, Any]) -> None:
    for topic in ("orders/create", "refunds/create", "orders/delete", "customers/redact", "order.paid"):
        refused_or_facts(platform, topic, document)


@each_source
@given(data=st.data())
@settings(max_examples=60)
def test_a_sample_with_anything_put_anywhere_is_a_list_of_facts_or_is_refused(platform: str, data: Any) -> None:
    topic, body = SAMPLES[platform]
    document = read_object(body)
    place = data.draw(st.sampled_from(sorted(places(document), key=str)))
    put(document, place, data.draw(json_values))
    refused_or_facts(platform, topic, document)


def refused_or_facts(platform: str, topic: str, document: dict[str, Any]) -> None:
    """Any other exception than the refusal fails the test."""
    try:
        found = SOURCES[platform].normalise(document, context_of(as_body({}), topic, STORES[platform]))
    except UnacceptableError:
        return
    assert found
    for fact in found:
        encode(fact, event_id="e", source="s", time=NOW, key=key_of(fact))


def places(document: Any, prefix: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The way to every value of a document."""
    inner = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    return [way for key, value in inner for way in ((*prefix, key), *places(value, (*prefix, key)))]


def put(document: Any, place: tuple[str | int, ...], value: Any) -> None:
    for key in place[:-1]:
        document = document[key]
    document[place[-1]] = value
