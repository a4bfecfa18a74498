from collections import Counter
from datetime import timedelta

import pytest

from plaudit.demo.schedule import Play, write_play
from plaudit.demo.world import build_world


@pytest.fixture(scope="module")
def play() -> Play:
    return write_play(build_world(25, 61, 7), 7)


def outline(play: Play) -> list[tuple[object, ...]]:
    return [
        (at, len(stop.taps), [delivery.topic for delivery in stop.deliveries], stop.snapshots)
        for at, stop in play.stops.items()
    ]


def test_the_same_seed_writes_the_same_play() -> None:
    assert outline(write_play(build_world(4, 9, 3), 3)) == outline(write_play(build_world(4, 9, 3), 3))
    assert outline(write_play(build_world(4, 9, 3), 3)) != outline(write_play(build_world(4, 9, 3), 4))


def test_time_only_moves_forward_and_stays_in_the_campaign(play: Play) -> None:
    stops = list(play.stops)
    assert stops == sorted(stops)
    assert play.world.start <= stops[0]
    assert stops[-1] <= play.world.end


def test_a_webhook_comes_after_every_tap_that_its_order_names(play: Play) -> None:
    for at, stop in play.stops.items():
        for delivery in stop.deliveries:
            taps = [*delivery.purchase.path, *filter(None, [delivery.purchase.landing])]
            assert all(tap.at < at for tap in taps)


def test_every_kind_of_request_and_visitor_is_played(play: Play) -> None:
    kinds = Counter(tap.kind for tap in play.story.taps)
    assert set(kinds) == {"human", "bot", "preview", "prefetch", "head", "no_ua"}
    assert 15_000 < kinds["human"] < 16_500
    assert any(tap.visitor.privacy for tap in play.story.taps)
    addresses = {tap.visitor.address for tap in play.story.taps}
    assert all(address.startswith("2001:db8:") for address in addresses)


def test_every_topic_is_played_and_some_twice_or_the_wrong_way_round(play: Play) -> None:
    told = [(at, delivery) for at, stop in play.stops.items() for delivery in stop.deliveries]
    assert {delivery.topic for _, delivery in told} == {
        "orders/create", "orders/paid", "orders/updated", "orders/cancelled", "refunds/create",
    }  # fmt: skip
    assert len({id(delivery) for _, delivery in told}) < len(told)
    created = {delivery.purchase: at for at, delivery in reversed(told) if delivery.topic == "orders/create"}
    assert any(at < created[delivery.purchase] for at, delivery in told if delivery.topic == "orders/paid")


def test_orders_carry_their_evidence_in_every_way(play: Play) -> None:
    orders = play.story.purchases
    ways = Counter((bool(order.path), bool(order.landing), bool(order.codes)) for order in orders)
    assert {way for way, count in ways.items() if count > 5} >= {
        (True, False, False), (True, False, True), (False, True, False), (False, False, True), (False, False, False),
    }  # fmt: skip
    assert any(order.is_test for order in orders)
    assert any(order.payment == "pending" for order in orders)
    assert max(Counter(order.customer.customer_id for order in orders).values()) > 1


@pytest.mark.parametrize(("creators", "days"), [(2, 7), (6, 10), (25, 92)])
def test_small_and_large_campaigns_hold_together(creators: int, days: int) -> None:
    play = write_play(build_world(creators, days, 5), 5)
    assert all(tap.at >= play.world.start for tap in play.story.taps)
    assert all(order.placed_at >= play.world.start - timedelta(minutes=1) for order in play.story.purchases)
