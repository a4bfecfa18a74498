"""A published campaign with hostile names, and a browser-like client that looks at it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from plaudit.events.registry import CreatorState
from plaudit.settings import Settings, load_settings
from services.aggregator.publish import Publisher
from services.dashboard.app import create_app
from tests.support.publication import HOUR, MARCH, PUBLISHED_AT, DeclaredRates, change, sale, small_campaign, store, tap

HOSTILE = "<img src=x onerror=alert(1)>{{7*7}}\u202egnp.exe" + "x" * 10_000
LOOKALIKES = ("anna", "anna2", "anna_b", "Anna", "annaxb")


def now() -> datetime:
    return PUBLISHED_AT + timedelta(seconds=40)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    data_dir = tmp_path_factory.mktemp("dashboard")
    bronze = small_campaign()
    for number, creator_id in enumerate(LOOKALIKES):
        creator = CreatorState(creator_id=creator_id, handle="@" + creator_id, platform="tiktok")
        bronze.add(change(100 + number, creator_id, creator))
        bronze.add(tap(f"look{number}", MARCH + HOUR, creator_id=creator_id, link_id=f"look{number}"))
    bronze.add(change(200, "mallory", CreatorState(creator_id="mallory", handle="=cmd()", name=HOSTILE, platform="x")))
    bronze.add(tap("evil", MARCH + HOUR, creator_id="mallory", link_id="l9"))
    bronze.add(sale("=1+1", MARCH + 5 * HOUR, "c2", "never-clicked", order_number="<b>7</b>"))
    settings = load_settings({}, data_dir=data_dir)
    Publisher(settings, lambda: PUBLISHED_AT, DeclaredRates()).publish(*store(bronze, data_dir / "tables"))
    return settings


@pytest.fixture(scope="session")
def client(published: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(published, clock=now), base_url="http://localhost:8082") as browser:
        yield browser


@pytest.fixture
def nothing_published(tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(load_settings({}, data_dir=tmp_path)), base_url="http://localhost:8082") as browser:
        yield browser
