import threading
import time

from services.redirector.redirect.follower import Follower
from tests.support.clocks import Hand
from tests.support.redirect import NOON, FakeRegistry, make_link, running_redirect

LONG_ENOUGH_SECONDS = 5.0


def test_a_changed_link_is_served_within_a_second() -> None:
    clock = Hand(NOON)
    registry = FakeRegistry(clock, make_link())
    with running_redirect(clock=clock, registry=registry) as site:
        assert "/serum?" in site.get("/abc").location
        changed = time.monotonic()
        registry.views = [make_link(change=2, destination="https://shop.example/new")]
        while "/new?" not in site.get("/abc").location:
            assert time.monotonic() - changed < LONG_ENOUGH_SECONDS
        assert time.monotonic() - changed < 1.0


def test_a_dead_registry_leaves_the_redirect_serving_and_ready_with_what_it_knows() -> None:
    clock = Hand(NOON)
    registry = FakeRegistry(clock, make_link())
    with running_redirect(clock=clock, registry=registry) as site:
        registry.is_dead = True
        deadline = time.monotonic() + LONG_ENOUGH_SECONDS
        while b"the registry is gone" not in site.get("/readyz").body:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert site.get("/readyz").status == 200
        assert site.get("/abc").status == 302


def test_one_chore_that_fails_keeps_no_other_from_being_done() -> None:
    done = threading.Event()
    troubles = iter([OSError("gone"), OSError("gone")])

    def fail_twice() -> None:
        for trouble in troubles:
            raise trouble

    follower = Follower({"failing": fail_twice, "other": done.set}, interval=0.001)
    follower.do_chores()
    assert follower.failing == {"failing": "OSError: gone"}
    assert done.is_set()
    follower.start()
    deadline = time.monotonic() + LONG_ENOUGH_SECONDS
    while follower.failing:
        assert time.monotonic() < deadline
        time.sleep(0.001)
    follower.stop()
