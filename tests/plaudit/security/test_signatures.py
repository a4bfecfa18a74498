"""Every known signature vector of the two schemes, and what must never verify."""

import ast
import hashlib
import hmac
import inspect
from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from plaudit.security import signatures
from plaudit.security.signatures import SignatureError, check_body_hmac, check_standard, sign_body, sign_standard
from tests.support.webhooks import read_manifest, read_vectors

SHOPIFY = read_vectors("vectors.json", "shopify")
STANDARD = read_vectors("vectors.json", "standardwebhooks")
POLICY = read_vectors("vectors_policy.json", "standardwebhooks")
PRIMITIVES = read_vectors("vectors.json", "primitive-hmac-sha256-hex")

BODY = b'{"id":1}'
SECRET = "a store's secret"
STANDARD_SECRET = "whsec_" + b64encode(bytes(range(32))).decode()


def verdict(case: dict[str, Any]) -> str:
    """`ok`, or the reason of the refusal."""
    headers = Headers(case["headers"])
    try:
        if case["platform"] == "shopify":
            check_body_hmac(case["raw"], headers.get("x-shopify-hmac-sha256"), [case["secret"]])
        else:
            check_standard(case["raw"], headers, [case["secret"]], case["now"])
    except SignatureError as error:
        return error.reason
    return "ok"


@pytest.mark.parametrize("case", SHOPIFY + STANDARD, ids=lambda case: str(case["id"]))
def test_every_vector_is_accepted_or_cleanly_refused_as_it_says(case: dict[str, Any]) -> None:
    assert (verdict(case) == "ok") is case["valid"]


@pytest.mark.parametrize("case", POLICY, ids=lambda case: str(case["id"]))
def test_what_libraries_disagree_on_ends_without_an_exception(case: dict[str, Any]) -> None:
    assert case["valid"] is None or (verdict(case) == "ok") is case["valid"]


def test_the_policy_vectors_are_answered_strictly() -> None:
    answers = {case["id"]: verdict(case) for case in POLICY}
    assert answers["sw-p01"] == "signature_malformed"  # a fractional timestamp
    assert answers["sw-p04"] == "ok"  # bytes that are no UTF-8 are still bytes that were signed


@pytest.mark.parametrize("case", PRIMITIVES, ids=lambda case: str(case["id"]))
def test_the_digest_is_the_known_hmac(case: dict[str, Any]) -> None:
    expected = b64encode(bytes.fromhex(case["expected"])).decode()
    assert sign_body(case["raw"], case["secret"]) == expected


@pytest.mark.parametrize("row", read_manifest("shopify", "standardwebhooks"), ids=lambda row: str(row["file"]))
def test_the_recorded_bodies_are_the_bytes_that_were_signed(row: dict[str, Any]) -> None:
    assert hashlib.sha256(row["raw"]).hexdigest() == row["sha256"]
    assert verdict(row) == "ok"


def test_digests_are_compared_in_constant_time_only() -> None:
    tree = ast.parse(inspect.getsource(signatures))
    compared = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Compare)]
    assert not [text for text in compared if "signature" in text or "hmac" in text or "digest" in text]
    assert "hmac.compare_digest(signature, body_hmac(body, secret))" in inspect.getsource(signatures)


def test_two_secrets_overlap_during_a_rotation_and_a_third_is_refused() -> None:
    for secret in ("old", "new"):
        check_body_hmac(BODY, sign_body(BODY, secret), ["new", "old"])
    with pytest.raises(SignatureError):
        check_body_hmac(BODY, sign_body(BODY, "third"), ["new", "old"])


def test_an_empty_secret_never_verifies() -> None:
    with pytest.raises(SignatureError):
        check_body_hmac(BODY, sign_body(BODY, ""), [""])
    for empty in ("", "whsec_", "whpk_"):
        signature = "v1," + b64encode(hmac.digest(b"", b"msg_1.1000." + BODY, "sha256")).decode()
        with pytest.raises(SignatureError):
            check_standard(BODY, signed_headers(signature), [empty], 1000)


@pytest.mark.parametrize("encode", [bytes.hex, lambda digest: b64encode(digest).decode().rstrip("=")])
def test_a_digest_in_the_wrong_encoding_is_refused(encode: Any) -> None:
    digest = hmac.digest(SECRET.encode(), BODY, "sha256")
    with pytest.raises(SignatureError):
        check_body_hmac(BODY, encode(digest), [SECRET])


def test_a_digest_of_the_standard_scheme_without_its_version_is_refused() -> None:
    bare = sign_standard(BODY, "msg_1", 1000, STANDARD_SECRET).removeprefix("v1,")
    with pytest.raises(SignatureError):
        check_standard(BODY, signed_headers(bare), [STANDARD_SECRET], 1000)


def test_the_key_of_a_standard_secret_is_what_its_base64_stands_for_and_not_its_text() -> None:
    text_keyed = "v1," + b64encode(hmac.digest(STANDARD_SECRET.encode(), b"msg_1.1000." + BODY, "sha256")).decode()
    with pytest.raises(SignatureError):
        check_standard(BODY, signed_headers(text_keyed), [STANDARD_SECRET], 1000)


def test_a_message_id_can_not_swallow_the_timestamp() -> None:
    """`a` `1` `2.body` and `a.1` `2` `body` are the same signed bytes."""
    signature = sign_standard(b"1000." + BODY, "msg", 1000, STANDARD_SECRET)
    with pytest.raises(SignatureError):
        check_standard(BODY, signed_headers(signature, message_id="msg.1000"), [STANDARD_SECRET], 1000)


@pytest.mark.parametrize("stamp", ["", "+1000", "1000.0", "1e3", "\u0661\u0660\u0660\u0660", "9" * 5000, " 1000"])
def test_a_timestamp_that_is_no_plain_integer_is_refused(stamp: str) -> None:
    headers = signed_headers(sign_standard(BODY, "msg_1", 1000, STANDARD_SECRET)) | {"webhook-timestamp": stamp}
    with pytest.raises(SignatureError):
        check_standard(BODY, headers, [STANDARD_SECRET], 1000)


@given(body=st.binary(min_size=1), flipped=st.integers(min_value=0), bit=st.integers(0, 7))
def test_one_flipped_bit_breaks_the_signature(body: bytes, flipped: int, bit: int) -> None:
    altered = bytearray(body)
    altered[flipped % len(body)] ^= 1 << bit
    check_body_hmac(body, sign_body(body, SECRET), [SECRET])
    with pytest.raises(SignatureError):
        check_body_hmac(bytes(altered), sign_body(body, SECRET), [SECRET])


@given(header=st.text(max_size=100), stamp=st.text(max_size=20), secret=st.text(max_size=50))
def test_no_header_and_no_secret_ends_in_anything_but_a_refusal(header: str, stamp: str, secret: str) -> None:
    headers = {"webhook-id": "msg_1", "webhook-timestamp": stamp, "webhook-signature": header}
    with pytest.raises(SignatureError):
        check_standard(BODY, headers, [secret], 1000)
    with pytest.raises(SignatureError):
        check_body_hmac(BODY, header, [secret.encode("utf-8", "replace").decode()])


def signed_headers(signature: str, message_id: str = "msg_1") -> dict[str, str]:
    return {"webhook-id": message_id, "webhook-timestamp": "1000", "webhook-signature": signature}
