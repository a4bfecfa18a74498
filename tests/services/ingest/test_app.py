"""What the application says of itself, and what it does when its log or its registry is gone."""

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import Future

import pytest

from plaudit.eventlog.memory import MemoryLog, MemoryWriter
from plaudit.eventlog.protocol import LogUnavailableError
from plaudit.events.envelope import Event
from plaudit.registry.errors import RegistryUnavailableError
from plaudit.registry.views import KnownStore
from services.ingest.app import EXIT_LOG_BROKEN, end_when_broken
from services.ingest.outlet import Outlet
from services.ingest.stores import StoreDirectory
from tests.support.ingest import SHOPIFY_STORE, Ingest
from tests.support.webhooks import read_payload

ORDER = read_payload("shopify_orders_create.json")


class StuckWriter(MemoryWriter):
    """A log that neither commits nor refuses."""

    def submit(self, events: Sequence[Event]) -> "Future[int]":
        del events
        self.answer: Future[int] = Future()
        return self.answer


def test_the_routes_for_operators_are_there_and_the_documentation_is_not(ingest: Ingest) -> None:
    for route in ("/livez", "/healthz", "/readyz", "/metrics", "/version"):
        assert ingest.client.get(route).status_code == 200
    for route in ("/docs", "/redoc", "/openapi.json"):
        assert ingest.client.get(route).status_code == 404


def test_readiness_tells_of_the_log_and_the_registry(ingest: Ingest) -> None:
    ingest.post_shopify(ORDER, "orders/create")
    checks = ingest.client.get("/readyz").json()["checks"]
    assert checks["log"]["ok"] is checks["registry"]["ok"] is True
    assert "1 stores" in checks["registry"]["detail"]


def test_readiness_is_503_once_the_log_is_broken(ingest: Ingest) -> None:
    for writer in ingest.log._origins.values():
        writer.living = False
    answer = ingest.client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["log"]["ok"] is False


def test_a_broken_log_ends_the_process_so_that_another_begins(ingest: Ingest) -> None:
    for writer in ingest.log._origins.values():
        writer.living = False
    deadline = time.monotonic() + 5
    while not ingest.endings and time.monotonic() < deadline:
        time.sleep(0.05)
    assert ingest.endings == [EXIT_LOG_BROKEN]


def test_a_healthy_log_ends_nothing() -> None:
    async def run() -> list[int]:
        endings: list[int] = []
        watch = asyncio.create_task(end_when_broken(MemoryLog().open_writer("events", "ingest"), endings.append))
        await asyncio.sleep(0.05)
        watch.cancel()
        return endings

    assert asyncio.run(run()) == []


def test_every_refusal_is_counted_by_its_reason(ingest: Ingest) -> None:
    ingest.post_shopify(ORDER, "orders/create", secret="wrong")
    ingest.post("shopify", "nobody", ORDER, {})
    ingest.post_shopify(b"[]", "orders/create")
    ingest.post_shopify(ORDER, "disputes/create")
    metrics = ingest.client.get("/metrics").text
    for line in (
        'plaudit_ingest_refusals_total{reason="signature_wrong"}',
        'plaudit_ingest_refusals_total{reason="unknown_route"}',
        'plaudit_ingest_refusals_total{reason="not_an_object"}',
        'plaudit_ingest_dead_letters_total{reason="unknown_topic"}',
        'plaudit_ingest_deliveries_total{platform="shopify"}',
    ):
        assert line in metrics


def test_a_log_that_does_not_answer_is_unavailable_in_time_and_its_late_answer_disturbs_nobody() -> None:
    writer = StuckWriter(MemoryLog(), "ingest-stuck")

    async def run() -> float:
        began = time.monotonic()
        with pytest.raises(LogUnavailableError):
            await Outlet(writer).append([], patience_seconds=0.1)
        writer.answer.set_exception(LogUnavailableError("late"))
        await asyncio.sleep(0)
        return time.monotonic() - began

    assert asyncio.run(run()) < 1.0


class FlakyRegistry:
    """A registry that answers, refuses or hangs as it is told."""

    def __init__(self) -> None:
        self.mode = "answers"

    def find(self, store: str, _: float) -> KnownStore | None:
        if self.mode == "refuses":
            raise RegistryUnavailableError("down")
        if self.mode == "hangs":
            time.sleep(0.5)
        return SHOPIFY_STORE if store == "lumen" else None


@pytest.mark.parametrize("mode", ["refuses", "hangs"])
def test_a_known_store_stays_known_while_the_registry_is_down(mode: str) -> None:
    registry = FlakyRegistry()

    async def run() -> list[KnownStore | None]:
        directory = StoreDirectory(registry.find, patience_seconds=0.05)
        known = await directory.find("lumen", 0)
        registry.mode = mode
        return [known, await directory.find("lumen", 0)]

    assert asyncio.run(run()) == [SHOPIFY_STORE, SHOPIFY_STORE]


def test_an_unknown_store_is_503_and_not_404_while_the_registry_is_down(ingest: Ingest) -> None:
    registry = FlakyRegistry()
    registry.mode = "refuses"

    async def run() -> None:
        with pytest.raises(Exception, match="could not be made durable") as refused:
            await StoreDirectory(registry.find).find("late", 0)
        assert getattr(refused.value, "status", None) == 503

    asyncio.run(run())


def test_a_store_that_is_gone_is_forgotten() -> None:
    async def run() -> None:
        registry = FlakyRegistry()
        directory = StoreDirectory(registry.find)
        assert await directory.find("lumen", 0) is not None
        assert await directory.find("gone", 0) is None
        assert directory.known == 1

    asyncio.run(run())
