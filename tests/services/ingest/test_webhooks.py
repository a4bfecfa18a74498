"""The answers of a webhook route, one by one."""

import gzip
import json
import logging
from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest

from plaudit.eventlog.protocol import LogFullError
from plaudit.events.order import Order
from plaudit.events.refund import Refund
from plaudit.events.rejected import Rejected
from plaudit.security.signatures import sign_body
from plaudit.security.vault import Vault
from tests.support.ingest import (
    DOMAIN,
    NOW,
    SHOPIFY_SECRET,
    SHOPIFY_STORE,
    Ingest,
    as_body,
    events_in,
    shopify_headers,
    standard_headers,
)
from tests.support.webhooks import read_payload

ORDER = read_payload("shopify_orders_create.json")


def test_an_authentic_order_is_answered_with_an_empty_200_and_is_in_the_log(ingest: Ingest) -> None:
    answer = ingest.post_shopify(ORDER, "orders/create")
    assert (answer.status_code, answer.content) == (200, b"")
    (order,) = ingest.written()
    assert isinstance(order, Order)
    assert (order.store, order.order_id) == ("lumen", "6120034459871")


def test_the_event_carries_its_receipt_its_source_and_the_key_of_its_order(ingest: Ingest) -> None:
    ingest.post_shopify(ORDER, "orders/create")
    (event,) = events_in(ingest.log)
    assert event.type == "plaudit.order.v1"
    assert (event.source, event.key, event.time) == ("plaudit/ingest/shopify/lumen", "lumen/6120034459871", NOW)
    assert b"\n" not in event.data


def test_an_order_and_its_listed_refunds_are_one_append(ingest: Ingest) -> None:
    ingest.post_shopify(read_payload("shopify_orders_updated_partial_refund.json"), "orders/updated")
    order, refund = ingest.written()
    assert isinstance(order, Order)
    assert isinstance(refund, Refund)
    assert (order.delivery.part, refund.delivery.part) == (0, 1)
    assert order.delivery.body_hash == refund.delivery.body_hash


def test_every_repetition_is_appended_and_answered_200_because_ingest_remembers_nothing(ingest: Ingest) -> None:
    answers = [ingest.post_shopify(ORDER, "orders/create").status_code for _ in range(5)]
    assert answers == [200] * 5
    assert len(ingest.written()) == 5


@pytest.mark.parametrize(
    "tampered",
    [
        ORDER.replace(b"93.50", b"93.51", 1),
        ORDER + b"\n",
        json.dumps(json.loads(ORDER)).encode(),
        ORDER.replace(b"/", b"\\/"),
        b"",
    ],
    ids=["one byte", "a newline more", "written again", "slashes escaped", "empty"],
)
def test_only_the_bytes_that_were_signed_are_taken(ingest: Ingest, tampered: bytes) -> None:
    headers = shopify_headers(ORDER, "orders/create")
    assert ingest.post("shopify", "lumen", tampered, headers).status_code == 401
    assert ingest.written() == []


@pytest.mark.parametrize("signature", ["", "fake", "ÿ", "é=", "A" * 4000, sign_body(ORDER, "another secret")])
def test_a_bad_signature_header_is_401_and_never_an_error_of_ours(ingest: Ingest, signature: str) -> None:
    headers = shopify_headers(ORDER, "orders/create") | {"X-Shopify-Hmac-Sha256": signature}
    latin = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    answer = ingest.client.post("/webhooks/shopify/lumen", content=ORDER, headers=latin)
    assert answer.status_code == 401


def test_an_unsigned_delivery_is_401_and_learns_nothing_of_why(ingest: Ingest) -> None:
    unsigned = {"X-Shopify-Topic": "orders/create", "X-Shopify-Shop-Domain": DOMAIN}
    missing = ingest.post("shopify", "lumen", ORDER, unsigned)
    wrong = ingest.post_shopify(ORDER, "orders/create", secret="another")
    assert missing.status_code == wrong.status_code == 401
    assert missing.json() == wrong.json()
    assert "WWW-Authenticate" in missing.headers


def test_a_stale_or_early_standard_delivery_is_401(ingest: Ingest) -> None:
    body = as_body({"type": "order.paid"})
    for offset, status in [(-301, 401), (-300, 200), (300, 200), (301, 401)]:
        headers = standard_headers(body, NOW + timedelta(seconds=offset))
        assert ingest.post("standard", "ines", body, headers).status_code == status


@pytest.mark.parametrize("domain", ["other.myshopify.com", "", DOMAIN + ".evil.example"])
def test_a_delivery_of_another_shop_with_the_same_app_secret_is_401(ingest: Ingest, domain: str) -> None:
    assert ingest.post_shopify(ORDER, "orders/create", domain=domain).status_code == 401


def test_the_shop_is_compared_without_case(ingest: Ingest) -> None:
    assert ingest.post_shopify(ORDER, "orders/create", domain=DOMAIN.upper()).status_code == 200


def test_a_refused_attempt_does_not_stand_in_the_way_of_the_genuine_one(ingest: Ingest) -> None:
    assert ingest.post_shopify(ORDER, "orders/create", secret="forged").status_code == 401
    assert ingest.post_shopify(ORDER, "orders/create").status_code == 200


@pytest.mark.parametrize(
    ("platform", "store"),
    [("shopify", "nobody"), ("standard", "lumen"), ("shopify", "ines"), ("woocommerce", "lumen"), ("nonesuch", "x")],
)
def test_an_unknown_store_or_one_of_another_platform_is_404(ingest: Ingest, platform: str, store: str) -> None:
    assert ingest.post(platform, store, ORDER, shopify_headers(ORDER, "orders/create")).status_code == 404


def test_other_methods_are_405(ingest: Ingest) -> None:
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        assert ingest.client.request(method, "/webhooks/shopify/lumen").status_code == 405


def test_a_body_of_one_mebibyte_passes_and_one_byte_more_is_413(ingest: Ingest) -> None:
    largest = b" " * (1024 * 1024 - 2) + b"{}"
    assert ingest.post_shopify(largest, "app/uninstalled").status_code == 200
    assert ingest.post_shopify(largest + b" ", "app/uninstalled").status_code == 413


def test_a_chunked_body_without_a_length_is_stopped_at_the_limit(ingest: Ingest) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 50_000_000:
            sent += 65_536
            yield b" " * 65_536

    answer = ingest.client.post("/webhooks/shopify/lumen", content=endless())
    assert answer.status_code == 413
    assert answer.headers["Connection"] == "close"


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "zstd", "gzip, gzip"])
def test_an_encoded_body_is_415(ingest: Ingest, encoding: str) -> None:
    packed = gzip.compress(ORDER)
    headers = shopify_headers(packed, "orders/create") | {"Content-Encoding": encoding}
    assert ingest.post("shopify", "lumen", packed, headers).status_code == 415


@pytest.mark.parametrize(
    "body",
    [b"[]", b"[{}]", b'"text"', b"7", b"null", b'{"id":', b"\xff\xfe{}", b'{"a":"\xff"}', b"\xef\xbb\xbf{}", b"id=7"],
)
def test_an_authentic_body_that_is_no_json_object_in_utf8_is_400(ingest: Ingest, body: bytes) -> None:
    assert ingest.post_shopify(body, "orders/create").status_code == 400
    assert ingest.written() == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{}", "missing_field"),
        (b'{"a":' + b"[" * 80 + b"]" * 80 + b"}", "too_deep"),
        (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "too_deep"),
        (as_body({str(key): 1 for key in range(10_001)}), "too_many_keys"),
        (b'{"id":1,"id":2}', "duplicate_key"),
        (b'{"a":{"b":1,"b":1}}', "duplicate_key"),
        (b'{"id":NaN}', "bad_number"),
        (b'{"id":-Infinity}', "bad_number"),
        (b'{"id":12345678901234567890}', "bad_number"),
        (b'{"id":1e99999999999999999999}', "bad_number"),
        (b'{"id":"\\ud800"}', "bad_text"),
        (b'{"\\udc00":1}', "bad_text"),
        (ORDER.replace(b'"93.50"', b"93.50"), "bad_amount"),
        (ORDER.replace(b'"amount": "115.83"', b'"amount": "1e30"'), "bad_amount"),
        (ORDER.replace(b'"amount": "115.83"', b'"amount": "99999999999999.00"'), "bad_amount"),
        (ORDER.replace(b'"amount": "115.83"', b'"amount": "-115.83"'), "bad_amount"),
        (ORDER.replace(b'"amount": "115.83"', b'"amount": "115.835"'), "bad_amount"),
        (ORDER.replace(b'"currency_code": "USD"', b'"currency_code": "usd"'), "bad_currency"),
        (ORDER.replace(b"2026-10-03T09:52:31-04:00", b"2026-10-03T09:52:31"), "bad_time"),
        (ORDER.replace(b"2026-10-03T09:52:31-04:00", b"0001-01-01T00:00:00+14:00"), "bad_time"),
    ],
)
def test_anything_else_that_is_wrong_is_200_and_a_dead_letter(ingest: Ingest, body: bytes, reason: str) -> None:
    assert ingest.post_shopify(body, "orders/create").status_code == 200
    (letter,) = ingest.written()
    assert isinstance(letter, Rejected)
    assert letter.reason == reason
    assert Vault(ingest.keys.master).unseal(letter.sealed, "dead-letter/lumen") == body
    assert (letter.source, letter.delivery.topic) == ("shopify/lumen", "orders/create")


@pytest.mark.parametrize(
    "topic", ["products/update", "disputes/create", "app/uninstalled", "orders", "", "ORDERS_PAID"]
)
def test_an_unknown_topic_is_200_and_a_dead_letter(ingest: Ingest, topic: str) -> None:
    assert ingest.post_shopify(ORDER, topic).status_code == 200
    (letter,) = ingest.written()
    assert isinstance(letter, Rejected)
    assert letter.reason == "unknown_topic"


def test_nothing_is_answered_2xx_while_the_log_takes_nothing(ingest: Ingest) -> None:
    ingest.log.refusal = LogFullError("no space")
    answer = ingest.post_shopify(ORDER, "orders/create")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    ingest.log.refusal = None
    assert ingest.post_shopify(ORDER, "orders/create").status_code == 200
    assert len(ingest.written()) == 1


def test_a_rotated_secret_is_taken_at_once_and_the_former_one_no_longer(ingest: Ingest) -> None:
    assert ingest.post_shopify(ORDER, "orders/create").status_code == 200
    rotate(ingest, "new", SHOPIFY_SECRET)
    assert ingest.post_shopify(ORDER, "orders/create", secret="new").status_code == 200
    assert ingest.post_shopify(ORDER, "orders/create").status_code == 200
    rotate(ingest, "new")
    assert ingest.post_shopify(ORDER, "orders/create", secret="new").status_code == 200
    assert ingest.post_shopify(ORDER, "orders/create", secret="third").status_code == 401
    assert ingest.post_shopify(ORDER, "orders/create").status_code == 401


def test_a_store_that_was_just_made_may_post_at_once(ingest: Ingest) -> None:
    headers = shopify_headers(ORDER, "orders/create")
    assert ingest.post("shopify", "late", ORDER, headers).status_code == 404
    ingest.registry.stores.create(msgspec.structs.replace(SHOPIFY_STORE, store="late"))
    assert ingest.post("shopify", "late", ORDER, headers).status_code == 200


def test_no_log_line_and_no_dead_letter_in_clear_names_the_buyer(
    ingest: Ingest, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    broken = ORDER.replace(b'"quantity": 2', b'"quantity": "noor.halvorsen@example.com"')
    with caplog.at_level(logging.DEBUG):
        for body in (ORDER, broken):
            assert ingest.post_shopify(body, "orders/create").status_code == 200
        ingest.post_shopify(ORDER, "noor.halvorsen@example.com")
        ingest.post_shopify(ORDER, "orders/create", secret="wrong")
    in_clear = b"".join(event.data for event in events_in(ingest.log)).decode()
    shown = caplog.text + "".join(capfd.readouterr()) + in_clear + ingest.client.get("/metrics").text
    for personal in ("noor", "Noor", "Halvorsen", "203.0.113.24", "Instagram 400.0", "Invented Crescent", "+1519"):
        assert personal not in shown


def rotate(ingest: Ingest, *secrets: str) -> None:
    ingest.registry.stores.change("lumen", lambda store: msgspec.structs.replace(store, secrets=secrets))
