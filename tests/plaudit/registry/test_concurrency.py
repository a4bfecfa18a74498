"""Several processes at once, and one killed at the worst moment: real processes, real files."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from plaudit.eventlog.backends import open_log
from plaudit.events.registry import CodeState, LinkState
from plaudit.registry import Registry
from plaudit.registry.database import Database
from plaudit.registry.entities import Created
from plaudit.registry.errors import TakenError
from plaudit.registry.outbox import Outbox
from plaudit.registry.relay import Relay
from tests.plaudit.registry.test_relay import changes, shipped
from tests.support.registries import a_code, a_link, a_registry, fill, settings_in

SPAWN = multiprocessing.get_context("spawn")


def issue_links(data_dir: Path, count: int) -> list[str]:
    with a_registry(data_dir) as registry:
        return [registry.links.create(a_link()).state.slug for _ in range(count)]


def claim_codes(data_dir: Path, creator: str, codes: list[str]) -> list[str]:
    """The codes that this creator got; the rest went to somebody else."""
    with a_registry(data_dir) as registry:
        return [code for code in codes if _is_claimed(registry, a_code(code=code, creator_id=creator))]


def _is_claimed(registry: Registry, code: CodeState) -> bool:
    try:
        return registry.codes.create(code).new
    except TakenError:
        return False


def open_and_close(data_dir: Path) -> int:
    with a_registry(data_dir) as registry:
        return len(registry.creators.page("", 10))


class MortalOutbox(Outbox):
    """Ends its process in the worst moment: appended, and not marked."""

    def mark_shipped(self, through: int) -> None:
        del through
        os.kill(os.getpid(), signal.SIGKILL)


def ship_and_die_before_the_mark(data_dir: Path) -> None:
    settings = settings_in(data_dir)
    outbox = MortalOutbox(Database(settings.registry_database))
    Relay(outbox, open_log(settings), data_dir / "registry.relay.lock").ship()


@pytest.fixture(scope="module")
def pool() -> Iterator[ProcessPoolExecutor]:
    """Two processes that start once, because starting is what takes the time."""
    with ProcessPoolExecutor(2, mp_context=SPAWN) as pool:
        yield pool


def test_a_registry_can_be_made_by_several_processes_at_once(tmp_path: Path, pool: ProcessPoolExecutor) -> None:
    for number in range(3):
        here = tmp_path / str(number)
        here.mkdir()
        assert list(pool.map(open_and_close, [here] * 4)) == [0] * 4


def test_two_processes_issue_links_and_codes_without_collision(tmp_path: Path, pool: ProcessPoolExecutor) -> None:
    codes = [f"CODE{number}" for number in range(15)]
    with a_registry(tmp_path) as registry:
        fill(registry)
        slugs = [pool.submit(issue_links, tmp_path, 15) for _ in range(2)]
        claims = [pool.submit(claim_codes, tmp_path, creator, codes) for creator in ("mia", "tom")]
        minted = [slug for future in slugs for slug in future.result()]
        claimed = [code for future in claims for code in future.result()]
        assert len(set(minted)) == len(minted) == len(registry.links.page("", 100)) == 30
        assert sorted(claimed) == sorted(codes)
        assert len(registry.codes.page("", 100)) == len(codes)
        numbers = [view.change for view in registry.links.changes_after(0)]
        assert numbers == sorted(set(numbers))


def test_threads_that_mint_the_same_slugs_all_get_one_of_their_own(tmp_path: Path) -> None:
    def mint(_: int) -> Created[LinkState]:
        return registry.links.create(a_link())

    tried: list[str] = []

    def few_slugs() -> str:
        tried.append(f"slug-{len(tried) // 2}")
        return tried[-1]

    with a_registry(tmp_path, new_slug=few_slugs) as registry:
        fill(registry)
        with ThreadPoolExecutor(4) as pool:
            slugs = {created.state.slug for created in pool.map(mint, range(20))}
        assert len(slugs) == 20


def test_followers_never_miss_a_link_that_is_made_while_they_look(tmp_path: Path, pool: ProcessPoolExecutor) -> None:
    with a_registry(tmp_path) as registry:
        fill(registry)
        seen: dict[str, int] = {}
        issuing = [pool.submit(issue_links, tmp_path, 10) for _ in range(2)]
        while not all(future.done() for future in issuing):
            _follow(registry, seen)
        _follow(registry, seen)
        assert set(seen) == {slug for future in issuing for slug in future.result()}


def _follow(registry: Registry, seen: dict[str, int]) -> None:
    for view in registry.links.changes_after(max(seen.values(), default=0)):
        seen[view.slug] = view.change


def test_a_kill_between_append_and_mark_ships_twice_and_loses_nothing(tmp_path: Path) -> None:
    with a_registry(tmp_path) as registry:
        fill(registry)
        process = SPAWN.Process(target=ship_and_die_before_the_mark, args=[tmp_path])
        process.start()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        assert registry.outbox.waiting() == 4
        log = open_log(settings_in(tmp_path))
        relay = registry.relay_to(log)
        assert relay.ship() == 4
        relay.stop()
        numbers = [change.change for change in changes(shipped(log))]
        assert numbers == [1, 2, 3, 4, 1, 2, 3, 4]
