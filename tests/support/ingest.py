"""A store that ingest knows, its keys, and deliveries signed as its platform signs them."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from plaudit.events.delivery import Delivery
from plaudit.registry.views import KnownStore
from plaudit.security.keys import Keys
from plaudit.security.signatures import sign_body, sign_standard
from services.ingest.sources.protocol import Context

NOW = datetime(2026, 10, 3, 14, 20, 13, tzinfo=UTC)
KEYS = Keys(master=b"m" * 32, deployment=b"d" * 32, link_signing=b"l" * 32)
DOMAIN = "lumen-and-loam.myshopify.com"
SHOPIFY_SECRET = "derived_shopify_client_secret_0001"
STANDARD_SECRET = "whsec_" + b64encode(bytes(range(32))).decode()

SHOPIFY_STORE = KnownStore(
    store="lumen", platform="shopify", currency="USD", domain=DOMAIN, return_days=30, secrets=(SHOPIFY_SECRET,)
)
STANDARD_STORE = KnownStore(
    store="ines", platform="standard", currency="GBP", domain=None, return_days=None, secrets=(STANDARD_SECRET,)
)


def context_of(body: bytes, topic: str, store: KnownStore = SHOPIFY_STORE) -> Context:
    delivery = Delivery(received_at=NOW, topic=topic, body_hash=hashlib.sha256(body).hexdigest(), delivery_id="d-1")
    return Context(store, KEYS, delivery, NOW)


def as_body(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document).encode()


def shopify_headers(body: bytes, topic: str, secret: str = SHOPIFY_SECRET, domain: str = DOMAIN) -> dict[str, str]:
    return {
        "X-Shopify-Hmac-Sha256": sign_body(body, secret),
        "X-Shopify-Topic": topic,
        "X-Shopify-Shop-Domain": domain,
        "X-Shopify-Webhook-Id": "5f0c1f0e-0000-4000-8000-000000000001",
        "Content-Type": "application/json",
    }


def standard_headers(body: bytes, now: datetime = NOW, message_id: str = "msg_1") -> dict[str, str]:
    stamp = int(now.timestamp())
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(stamp),
        "webhook-signature": sign_standard(body, message_id, stamp, STANDARD_SECRET),
        "Content-Type": "application/json",
    }
