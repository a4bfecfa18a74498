from datetime import date, timedelta
from pathlib import Path

from plaudit.registry import Registry
from tests.support.clocks import START, Hand
from tests.support.registries import a_registry

TODAY = START.date()


def _days(*offsets: int) -> set[date]:
    return {TODAY + timedelta(days=offset) for offset in offsets}


def test_salts_are_minted_for_today_and_two_days_ahead(registry: Registry) -> None:
    registry.salts.keep()
    salts = registry.salts.known()
    assert set(salts) == _days(0, 1, 2)
    assert len(set(salts.values())) == 3
    assert {len(salt) for salt in salts.values()} == {32}


def test_how_far_ahead_can_be_said(registry: Registry) -> None:
    registry.salts.keep(days_ahead=60)
    assert set(registry.salts.known()) == _days(*range(61))


def test_a_salt_stays_the_same_while_it_stands(registry: Registry, clock: Hand) -> None:
    registry.salts.keep()
    first = registry.salts.known()
    clock.advance(days=1)
    registry.salts.keep()
    assert registry.salts.known().items() >= first.items()


def test_a_salt_is_destroyed_48_hours_after_its_day_began(registry: Registry, clock: Hand, tmp_path: Path) -> None:
    registry.salts.keep()
    salt = registry.salts.known()[TODAY]
    clock.now = START.replace(hour=23, minute=59) + timedelta(days=1)
    registry.salts.keep()
    assert TODAY in registry.salts.known()
    clock.now = START.replace(hour=0, minute=0) + timedelta(days=2)
    registry.salts.keep()
    assert set(registry.salts.known()) == _days(1, 2, 3, 4)
    assert salt not in (tmp_path / "registry.sqlite").read_bytes()


def test_all_processes_share_the_salts(tmp_path: Path) -> None:
    with a_registry(tmp_path) as one, a_registry(tmp_path) as other:
        one.salts.keep()
        other.salts.keep()
        assert one.salts.known() == other.salts.known()
