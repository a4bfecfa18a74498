"""Whatever bytes are signed or sent, the answer is never an error of ours, and what was taken is accounted for."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plaudit.events.rejected import Rejected
from services.ingest.sources import shopify
from tests.support.ingest import Ingest, as_body, shopify_headers, standard_headers
from tests.support.webhooks import read_payload

TOPICS = [*shopify.TOPICS, "disputes/create", "", "x" * 300, "order.paid"]
PAYLOADS = ["shopify_orders_create.json", "shopify_refunds_create_partial.json", "shopify_customers_redact.json"]
MEDIA_TYPES = ["application/json", "application/x-ndjson", "text/csv"]
quick = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
documents = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=10), inner, max_size=5),
    max_leaves=15,
)


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """A recorded body with some bytes replaced, cut or doubled."""
    body = bytearray(read_payload(draw(st.sampled_from(PAYLOADS))))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(body)))
        end = min(len(body), start + draw(st.integers(0, 40)))
        body[start:end] = draw(st.binary(max_size=40) | st.just(bytes(body[start:end]) * 2))
    return bytes(body)


bodies = st.binary(max_size=200) | documents.map(lambda document: json.dumps(document).encode()) | mangled()


@quick
@given(body=bodies, topic=st.sampled_from(TOPICS))
def test_a_signed_body_is_a_fact_a_dead_letter_a_400_or_empty(ingest: Ingest, body: bytes, topic: str) -> None:
    before = len(ingest.written())
    answer = ingest.post("shopify", "lumen", body, shopify_headers(body, topic))
    assert answer.status_code in {200, 400, 401}
    assert (answer.status_code == 401) is (body == b"")
    assert (len(ingest.written()) > before) is (answer.status_code == 200)


@quick
@given(data=documents, topic=st.sampled_from(["order.paid", "order.refunded", "order.updated", "x"]))
def test_any_generic_data_is_a_fact_or_a_dead_letter(ingest: Ingest, data: Any, topic: str) -> None:
    body = as_body({"type": topic, "data": data})
    assert ingest.post("standard", "ines", body, standard_headers(body)).status_code == 200
    assert ingest.written()


@quick
@given(body=bodies, name=st.sampled_from(["x-shopify-hmac-sha256", "webhook-signature"]), value=st.binary(max_size=60))
def test_an_unsigned_body_is_401_whatever_its_headers_hold(
    ingest: Ingest, body: bytes, name: str, value: bytes
) -> None:
    headers = [(name.encode(), value), (b"webhook-id", value), (b"webhook-timestamp", value)]
    for route in ("shopify/lumen", "standard/ines"):
        assert ingest.client.post(f"/webhooks/{route}", content=body, headers=headers).status_code == 401
    assert ingest.written() == []


@quick
@given(
    body=bodies, resource=st.sampled_from(["orders", "engagements", "costs"]), media_type=st.sampled_from(MEDIA_TYPES)
)
def test_any_import_is_taken_or_refused(ingest: Ingest, body: bytes, resource: str, media_type: str) -> None:
    assert ingest.upload(resource, body, media_type).status_code in {202, 400, 422}


@quick
@given(document=st.dictionaries(st.text(max_size=10), documents, max_size=4))
def test_a_detail_never_repeats_a_value(ingest: Ingest, document: dict[str, Any]) -> None:
    body = as_body(document | {"id": "secret@example.com", "email": "secret@example.com"})
    ingest.post("shopify", "lumen", body, shopify_headers(body, "orders/create"))
    letter = ingest.written()[-1]
    assert isinstance(letter, Rejected)
    assert "secret" not in letter.detail
