from datetime import timedelta

from services.redirector.redirect.copies import LinkCopy, SaltCopy
from services.redirector.redirect.links import LinkTable
from services.redirector.redirect.visitors import VisitorKeys
from tests.support.clocks import Hand
from tests.support.redirect import NOON, FakeRegistry, make_link

TODAY = NOON.date()


def test_a_copy_takes_all_links_first_and_then_what_changed() -> None:
    registry, table = FakeRegistry(Hand(NOON), make_link(change=1), make_link("def", change=2)), LinkTable()
    copy = LinkCopy(lambda: registry, table)
    copy.refresh()
    registry.views = [make_link(change=3, destination="https://shop.example/new")]
    copy.refresh()
    found, other = table.find("abc"), table.find("def")
    assert found is not None
    assert other is not None
    assert found.destination.plain.startswith("https://shop.example/new?")
    assert other.destination.plain.startswith("https://shop.example/serum?")
    assert (len(table), table.change) == (2, 3)


def test_a_day_ahead_always_has_its_salt_and_old_ones_are_forgotten() -> None:
    clock = Hand(NOON)
    registry, visitors = FakeRegistry(clock), VisitorKeys()
    copy = SaltCopy(lambda: registry, visitors, clock)
    copy.refresh()
    assert all(visitors.has_salt(TODAY + timedelta(days=ahead)) for ahead in (-1, 0, 1, 2))
    registry.kept = {day: salt for day, salt in registry.kept.items() if day >= TODAY}
    clock.advance(days=1)
    copy.refresh()
    assert visitors.has_salt(TODAY + timedelta(days=3))
    assert not visitors.has_salt(TODAY - timedelta(days=1))


def test_an_ordinary_round_asks_the_registry_for_no_salts() -> None:
    clock = Hand(NOON)
    registry = FakeRegistry(clock)
    copy = SaltCopy(lambda: registry, VisitorKeys(), clock)
    copy.refresh()
    registry.kept = {}
    copy.refresh()
    assert registry.kept == {}
