from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from plaudit.clock import Clock, system_clock
from plaudit.eventlog.memory import MemoryLog
from plaudit.eventlog.protocol import EventLog
from services.redirector.api.app import create_app
from tests.support.clocks import Hand
from tests.support.registries import a_registry, settings_in

CAMPAIGN: dict[str, Any] = {
    "campaign_id": "serum",
    "name": "Serum",
    "currency": "EUR",
    "starts_on": "2026-05-01",
    "ends_on": "2026-06-30",
    "allowed_hosts": ["glow.example"],
}
CREATOR: dict[str, Any] = {"creator_id": "mia", "handle": "@mia", "platform": "instagram"}
STORE: dict[str, Any] = {
    "store": "glow",
    "platform": "shopify",
    "currency": "EUR",
    "secrets": ["shpss_old", "shpss_new"],
    "domain": "glow.example",
}
LINK: dict[str, Any] = {"campaign_id": "serum", "creator_id": "mia", "destination": "https://glow.example/serum"}
CODE: dict[str, Any] = {"code": "MIA10", "store": "glow", "campaign_id": "serum", "creator_id": "mia"}
AGREEMENT: dict[str, Any] = {"campaign_id": "serum", "creator_id": "mia", "fee": "500.00"}
POST: dict[str, Any] = {
    "post_id": "Reel/1:a",
    "campaign_id": "serum",
    "creator_id": "mia",
    "platform": "instagram",
    "kind": "reel",
    "published_at": "2026-05-02T10:00:00+02:00",
}


@contextmanager
def serving(data_dir: Path, clock: Clock = system_clock, log: EventLog | None = None) -> Iterator[TestClient]:
    """The API on a data directory, and a client with an admin token."""
    with a_registry(data_dir) as registry:
        token = registry.tokens.create("admin", ["admin"])
    app = create_app(settings_in(data_dir), clock=clock, log=log or MemoryLog())
    with TestClient(app, raise_server_exceptions=False, headers={"Authorization": f"Bearer {token}"}) as client:
        yield client


def fill(client: TestClient) -> None:
    """A campaign, a creator and a store."""
    for resource, body in (("campaigns", CAMPAIGN), ("creators", CREATOR), ("stores", STORE)):
        assert client.post(f"/api/{resource}", json=body).status_code == 201


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


@pytest.fixture
def api(tmp_path: Path, clock: Hand, log: MemoryLog) -> Iterator[TestClient]:
    with serving(tmp_path, clock, log) as client:
        yield client


@pytest.fixture
def filled(api: TestClient) -> TestClient:
    fill(api)
    return api
