"""A store that ingest knows, its keys, and deliveries signed as its platform signs them."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from httpx2 import Response
from starlette.testclient import TestClient

from plaudit.clock import Clock
from plaudit.eventlog.memory import MemoryLog
from plaudit.eventlog.protocol import EventLog, records
from plaudit.events.codec import Payload, decode
from plaudit.events.delivery import Delivery
from plaudit.events.envelope import Event
from plaudit.registry import Registry, open_registry
from plaudit.registry.views import KnownStore
from plaudit.security.keys import Keys, create_keys, load_keys
from plaudit.security.signatures import sign_body, sign_standard
from plaudit.settings import load_settings
from services.ingest.app import create_app
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


class Prepared(NamedTuple):
    """A data directory whose registry knows two stores and a token."""

    data_dir: Path
    token: str


def prepare(data_dir: Path) -> Prepared:
    registry = open_registry(load_settings({}, data_dir=data_dir), create_keys(data_dir), lambda: NOW)
    for store in (SHOPIFY_STORE, STANDARD_STORE):
        registry.stores.create(store)
    token = registry.tokens.create("importer", ["ingest:write"])
    registry.close()
    return Prepared(data_dir, token)


class Ingest:
    """Ingest in this process, on a registry with two stores and a log in memory."""

    def __init__(self, prepared: Prepared, clock: Clock = lambda: NOW) -> None:
        settings = load_settings({}, data_dir=prepared.data_dir)
        self.token = prepared.token
        self.keys = load_keys(prepared.data_dir)
        self.registry: Registry = open_registry(settings, self.keys, clock)
        self.log = MemoryLog()
        self.endings: list[int] = []
        app = create_app(settings, clock=clock, log=self.log, end_process=self.endings.append)
        self.client = TestClient(app, raise_server_exceptions=False)

    def post(self, platform: str, store: str, body: bytes, headers: Mapping[str, str]) -> Response:
        return self.client.post(f"/webhooks/{platform}/{store}", content=body, headers=dict(headers))

    def post_shopify(self, body: bytes, topic: str, **signing: str) -> Response:
        return self.post("shopify", "lumen", body, shopify_headers(body, topic, **signing))

    def post_standard(self, document: Mapping[str, Any]) -> Response:
        body = as_body(document)
        return self.post("standard", "ines", body, standard_headers(body))

    def upload(self, resource: str, content: bytes, media_type: str = "application/json", query: str = "") -> Response:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": media_type}
        return self.client.post(f"/api/{resource}{query}", content=content, headers=headers)

    def written(self) -> list[Payload]:
        return [decode(event.type, event.data) for event in events_in(self.log)]


def events_in(log: EventLog) -> list[Event]:
    """Every event of the stream, by origin and number."""
    return [
        record.event
        for state in log.origins("events")
        for batch in log.read("events", state.origin, 0, 1_000_000)
        for record in records(batch)
    ]
