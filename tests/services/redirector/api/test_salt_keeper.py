from datetime import timedelta
from pathlib import Path

from plaudit.registry import Registry
from services.redirector.api.salt_keeper import SaltKeeper
from tests.plaudit.registry.test_relay import wait_until
from tests.support.clocks import START, Hand
from tests.support.registries import a_registry


def _newest(registry: Registry) -> timedelta:
    return max(registry.salts.known()) - START.date()


def test_the_salts_follow_the_clock_while_the_keeper_runs(tmp_path: Path) -> None:
    clock = Hand()
    with a_registry(tmp_path, clock) as registry:
        keeper = SaltKeeper(registry.salts, clock, days_ahead=3)
        keeper.start()
        assert _newest(registry) == timedelta(days=3)
        clock.advance(days=10)
        wait_until(lambda: _newest(registry) == timedelta(days=13))
        keeper.stop()
        assert min(registry.salts.known()) == START.date() + timedelta(days=10)


def test_a_registry_that_does_not_answer_is_asked_again(tmp_path: Path) -> None:
    clock = Hand()
    with a_registry(tmp_path, clock) as registry:
        file = tmp_path / "registry.sqlite"
        whole = file.read_bytes()
        file.write_bytes(b"this is no database" * 1000)
        keeper = SaltKeeper(registry.salts, clock, days_ahead=0)
        keeper.keep_if_due()
        file.write_bytes(whole)
        keeper.keep_if_due()
        assert _newest(registry) == timedelta()
