import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection

from plaudit.registry import Registry
from plaudit.registry.changes import Change
from plaudit.registry.database import Database
from plaudit.registry.entities import Seam
from plaudit.registry.errors import RegistryUnavailableError
from plaudit.registry.stores import FRESH_SECONDS, UNKNOWN_FRESH_SECONDS, Stores
from plaudit.security.vault import Vault
from tests.support.clocks import Hand
from tests.support.registries import GLOW, altered, settings_in


class Ticks:
    """Monotonic seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = Database(settings_in(tmp_path).registry_database)
    database.create_tables()
    return database


@pytest.fixture
def stores(database: Database, ticks: Ticks) -> Stores:
    return Stores(Seam(database, Hand(), lambda: None), Vault(bytes(32)), ticks)


def _break(tmp_path: Path) -> None:
    (tmp_path / "registry.sqlite").write_bytes(b"this is no database" * 1000)


def test_a_store_comes_back_whole_with_its_secrets_in_order(registry: Registry) -> None:
    assert registry.stores.find("glow") == registry.stores.get("glow") == GLOW
    assert registry.stores.find("other") is None


def test_secrets_lie_sealed_in_the_file_and_in_no_event_or_repr(registry: Registry, tmp_path: Path) -> None:
    secret = "shpss_0123456789abcdef"
    registry.stores.change("glow", altered(secrets=(secret,)))
    assert secret.encode() not in (tmp_path / "registry.sqlite").read_bytes()
    assert all(secret.encode() not in event.data for event in registry.outbox.unshipped(100).events)
    assert secret not in repr(registry.stores.get("glow"))


def test_sealed_secrets_can_not_be_moved_to_another_store(stores: Stores, database: Database) -> None:
    stores.create(GLOW)
    with database.writing() as connection:
        sealed = stores.row_of(msgspec.structs.replace(GLOW, store="other"))["sealed_secrets"]
        Change(connection, Hand()()).update(Stores.table, Stores.table.c.store == "glow", {"sealed_secrets": sealed})
    with pytest.raises(Exception, match="do not open"):
        stores.get("glow")


def test_a_known_store_is_read_again_after_two_seconds(stores: Stores, ticks: Ticks) -> None:
    stores.create(GLOW)
    assert stores.find("glow") == GLOW
    changed = stores.change("glow", altered(secrets=("newest", "new")))
    assert stores.find("glow") == GLOW
    ticks.now += FRESH_SECONDS + 0.01
    assert stores.find("glow") == changed


def test_a_new_store_is_known_at_once(stores: Stores, ticks: Ticks) -> None:
    assert stores.find("glow") is None
    stores.create(GLOW)
    ticks.now += UNKNOWN_FRESH_SECONDS + 0.01
    assert stores.find("glow") == GLOW


def test_whoever_insists_on_a_fresh_store_gets_it(stores: Stores, ticks: Ticks) -> None:
    stores.create(GLOW)
    stores.find("glow")
    changed = stores.change("glow", altered(secrets=("newest",)))
    ticks.now += 0.5
    assert stores.find("glow", 0.0) == changed


class SlowDatabase(Database):
    @contextmanager
    def reading(self) -> Iterator[Connection]:
        time.sleep(0.2)
        with super().reading() as connection:
            yield connection


def test_threads_that_ask_for_a_new_store_at_once_all_find_it(database: Database, tmp_path: Path) -> None:
    slow = SlowDatabase(settings_in(tmp_path).registry_database)
    stores = Stores(Seam(slow, Hand(), lambda: None), Vault(bytes(32)), time.monotonic)
    assert stores.find("glow") is None
    stores.create(GLOW)
    time.sleep(UNKNOWN_FRESH_SECONDS)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(stores.find, ["glow"] * 4)) == [GLOW] * 4


def test_a_known_store_outlives_the_registry(stores: Stores, ticks: Ticks, database: Database, tmp_path: Path) -> None:
    stores.create(GLOW)
    assert stores.find("glow") == GLOW
    database.close()
    _break(tmp_path)
    ticks.now += 3600
    assert stores.find("glow") == GLOW
    assert stores.find("other") is None


def test_a_registry_that_never_answered_says_so(stores: Stores, database: Database, tmp_path: Path) -> None:
    database.close()
    _break(tmp_path)
    for _ in range(2):
        with pytest.raises(RegistryUnavailableError):
            stores.find("glow")
