"""The API killed in the middle of its work: what it acknowledged stands, and reaches the log."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2 as httpx

from plaudit.eventlog.backends import open_log
from tests.plaudit.registry.test_relay import shipped, wait_until
from tests.services.redirector.api.conftest import CREATOR
from tests.support.api_process import ApiProcess, an_api
from tests.support.registries import a_registry, settings_in


def create_until_it_dies(api: ApiProcess, name: str) -> list[str]:
    """Ids of the creators that were acknowledged."""
    acknowledged: list[str] = []
    while True:
        creator_id = f"{name}-{len(acknowledged)}"
        try:
            answer = api.client.post("/api/creators", json=CREATOR | {"creator_id": creator_id})
        except httpx.TransportError:
            return acknowledged
        assert answer.status_code == 201
        acknowledged.append(creator_id)


def test_what_was_acknowledged_before_a_kill_stands_and_is_shipped(tmp_path: Path) -> None:
    with an_api(tmp_path) as api:
        with ThreadPoolExecutor(2) as pool:
            working = [pool.submit(create_until_it_dies, api, name) for name in ("a", "b")]
            wait_until(lambda: len(api.client.get("/api/creators").json()["items"]) >= 10)
            api.kill()
            acknowledged = {creator_id for work in working for creator_id in work.result()}
        api.start()
        with a_registry(tmp_path) as registry:
            wait_until(lambda: registry.outbox.waiting() == 0)
            standing = {creator.creator_id for creator in registry.creators.page("", 10_000)}
    assert acknowledged <= standing
    assert len(acknowledged) >= 10 - 2
    log = open_log(settings_in(tmp_path))
    assert {event.key for event in shipped(log)} == {f"creator/{creator_id}" for creator_id in standing}
