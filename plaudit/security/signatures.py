"""Webhook signatures: whether the raw bytes of a delivery were signed with one of a store's secrets."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from plaudit.errors import PermanentError

Headers = Mapping[str, str]
"""Header values by name; names in lower case, or a mapping that ignores their case."""

TOLERANCE_SECONDS = 300
LONGEST_TIMESTAMP = 15
SYMMETRIC_PREFIX = "whsec_"
PUBLIC_KEY_PREFIX = "whpk_"


SignatureFault = Literal[
    "signature_missing", "signature_malformed", "signature_wrong", "signature_stale", "body_empty", "other_shop"
]


class SignatureError(PermanentError):
    """The delivery is not authentic. `fault` is what the counter of refusals shows; the sender learns nothing."""

    def __init__(self, message: str, fault: SignatureFault = "signature_wrong") -> None:
        super().__init__(message, reason=fault)
        self.fault = fault


def check_body_hmac(body: bytes, presented: str | None, secrets: Sequence[str]) -> None:
    """Shopify's scheme: base64 of the HMAC-SHA256 of the raw body, keyed with the secret as UTF-8 text.

    Raises SignatureError. Secrets are tried in turn, so that a rotation has no gap; an empty one never matches.
    """
    signature = _decode(_present(presented))
    _refuse_empty(body)
    if not any(hmac.compare_digest(signature, body_hmac(body, secret)) for secret in secrets if secret):
        raise SignatureError("The signature is not one of this body with a secret of the store.")


def body_hmac(body: bytes, secret: str) -> bytes:
    return hmac.digest(secret.encode(), body, "sha256")


def check_standard(body: bytes, headers: Headers, secrets: Sequence[str], now: int) -> None:
    """Standard Webhooks: one of the listed signatures is of `{id}.{timestamp}.{raw body}`.

    `v1` is HMAC-SHA256 with the base64-decoded secret (`whsec_…`), `v1a` ed25519 with a public key
    (`whpk_…`). `now` is in unix seconds; a timestamp more than 300 s off either way is refused.
    Raises SignatureError.
    """
    message_id = _present(headers.get("webhook-id"))
    stamp = _present(headers.get("webhook-timestamp"))
    listed = _present(headers.get("webhook-signature"))
    _refuse_empty(body)
    _check_age(stamp, now)
    if "." in message_id:
        raise SignatureError("A message id holds no dot.", "signature_malformed")
    signed = f"{message_id}.{stamp}.".encode() + body
    if not any(_is_signed(signed, entry, secret) for secret in secrets for entry in listed.split(" ")):
        raise SignatureError("None of the listed signatures is of this body with a secret of the store.")


def sign_body(body: bytes, secret: str) -> str:
    """The value of `X-Shopify-Hmac-Sha256` that a shop would send."""
    return b64encode(body_hmac(body, secret)).decode()


def sign_standard(body: bytes, message_id: str, timestamp: int, secret: str) -> str:
    """The value of `webhook-signature` that a sender would send."""
    key = _standard_key(secret.removeprefix(SYMMETRIC_PREFIX))
    return "v1," + b64encode(hmac.digest(key, f"{message_id}.{timestamp}.".encode() + body, "sha256")).decode()


def _present(value: str | None) -> str:
    if not value:
        raise SignatureError("The delivery is not signed.", "signature_missing")
    return value


def _refuse_empty(body: bytes) -> None:
    """An HMAC of nothing can be computed; an empty body is refused all the same."""
    if not body:
        raise SignatureError("The body is empty.", "body_empty")


def _check_age(stamp: str, now: int) -> None:
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= LONGEST_TIMESTAMP):
        raise SignatureError("The timestamp is no integer.", "signature_malformed")
    if abs(now - int(stamp)) > TOLERANCE_SECONDS:
        raise SignatureError("The timestamp is too far from now.", "signature_stale")


def _is_signed(signed: bytes, entry: str, secret: str) -> bool:
    """Whether one entry of a list is a signature by this secret; a malformed entry or secret is just no match."""
    version, _, encoded = entry.partition(",")
    signature = _decoded(encoded)
    if version == "v1" and not secret.startswith(PUBLIC_KEY_PREFIX):
        key = _standard_key(secret.removeprefix(SYMMETRIC_PREFIX))
        return bool(key) and hmac.compare_digest(signature, hmac.digest(key, signed, "sha256"))
    if version == "v1a" and secret.startswith(PUBLIC_KEY_PREFIX):
        return _is_signed_by_key(signed, signature, _standard_key(secret.removeprefix(PUBLIC_KEY_PREFIX)))
    return False


def _is_signed_by_key(signed: bytes, signature: bytes, public_key: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _standard_key(encoded: str) -> bytes:
    """The bytes behind a base64 secret, padded where the sender left the padding away; empty when it is none."""
    return _decoded(encoded.rstrip("=") + "=" * (-len(encoded.rstrip("=")) % 4))


def _decode(encoded: str) -> bytes:
    decoded = _decoded(encoded)
    if not decoded:
        raise SignatureError("The signature is no base64.", "signature_malformed")
    return decoded


def _decoded(encoded: str) -> bytes:
    """Strict base64; empty when it is none, so that it matches nothing."""
    try:
        return b64decode(encoded, validate=True)
    except ValueError:
        return b""
