import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from plaudit.eventlog.memory import MemoryLog
from plaudit.eventlog.protocol import EventLog, LogUnavailableError, records
from plaudit.events import codec
from plaudit.events.envelope import Event
from plaudit.events.registry import CodeState, CreatorState, RegistryChange
from plaudit.registry import Registry
from tests.support.registries import a_code, a_registry, altered, fill


def shipped(log: EventLog) -> list[Event]:
    """All events of the log, origin by origin."""
    return [
        record.event
        for state in log.origins("events")
        for batch in log.read("events", state.origin, 0, 10**6)
        for record in records(batch)
    ]


def changes(events: Sequence[Event]) -> list[RegistryChange]:
    found = [codec.decode(event.type, event.data) for event in events]
    assert all(isinstance(change, RegistryChange) for change in found)
    return [change for change in found if isinstance(change, RegistryChange)]


def wait_until(holds: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


def test_every_change_is_an_event_with_the_whole_state_in_order(registry: Registry, log: MemoryLog) -> None:
    registry.creators.change("mia", altered(followers=12_000))
    registry.codes.create(a_code())
    relay = registry.relay_to(log)
    assert relay.ship() == registry.outbox.unshipped(1).last == 6
    events = shipped(log)
    assert [event.key for event in events][-2:] == ["creator/mia", f"code/{registry.codes.page('', 1)[0].code_id}"]
    assert {event.source for event in events} == {"plaudit/registry"}
    told = changes(events)
    assert [change.change for change in told] == [1, 2, 3, 4, 5, 6]
    assert isinstance(told[4].state, CreatorState)
    assert told[4].state == registry.creators.get("mia")
    assert isinstance(told[5].state, CodeState)
    assert relay.ship() == 0
    relay.stop()


def test_a_change_is_shipped_at_once_while_the_relay_runs(registry: Registry, log: MemoryLog) -> None:
    relay = registry.relay_to(log)
    relay.start()
    wait_until(lambda: registry.outbox.waiting() == 0)
    started = time.monotonic()
    registry.creators.change("mia", altered(followers=1))
    wait_until(lambda: registry.outbox.waiting() == 0)
    assert time.monotonic() - started < 5
    relay.stop()
    assert len(shipped(log)) == 5


def test_a_change_of_another_process_is_shipped_too(registry: Registry, log: MemoryLog, tmp_path: Path) -> None:
    relay = registry.relay_to(log)
    relay.start()
    with a_registry(tmp_path) as elsewhere:
        elsewhere.creators.change("mia", altered(followers=1))
    wait_until(lambda: registry.outbox.waiting() == 0)
    relay.stop()


def test_changes_wait_while_the_log_is_down_and_none_is_lost(registry: Registry, log: MemoryLog) -> None:
    log.refusal = LogUnavailableError("The disk is full.")
    relay = registry.relay_to(log)
    relay.start()
    registry.creators.change("mia", altered(followers=1))
    time.sleep(0.1)
    assert registry.outbox.waiting() == 5
    log.refusal = None
    wait_until(lambda: registry.outbox.waiting() == 0)
    relay.stop()
    assert [change.change for change in changes(shipped(log))] == [1, 2, 3, 4, 5]


def test_only_one_relay_ships_and_another_takes_over(registry: Registry, log: MemoryLog) -> None:
    first, second = registry.relay_to(log), registry.relay_to(log)
    assert (first.ship(), second.ship()) == (4, 0)
    registry.creators.change("mia", altered(followers=1))
    assert second.ship() == 0
    first.stop()
    registry.creators.change("mia", altered(followers=2))
    assert second.ship() == 1
    second.stop()
    assert [change.change for change in changes(shipped(log))] == [1, 2, 3, 4, 5, 6]


def test_stopping_ships_what_waits(empty: Registry, log: MemoryLog) -> None:
    relay = empty.relay_to(log)
    fill(empty)
    relay.stop()
    assert len(shipped(log)) == 4
    assert not any(state.living for state in log.origins("events"))


def test_a_registry_without_changes_mints_no_origin(empty: Registry, log: MemoryLog) -> None:
    relay = empty.relay_to(log)
    assert relay.ship() == 0
    relay.stop()
    assert log.origins("events") == []
