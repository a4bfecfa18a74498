from decimal import Decimal

import pytest

from plaudit.demo.expected import Row, divide, expected_rows, wilson
from plaudit.demo.schedule import Play, write_play
from plaudit.demo.truth import counts, left, net_items
from plaudit.demo.world import build_world


@pytest.fixture(scope="module")
def play() -> Play:
    play = write_play(build_world(6, 20, 3), 3)
    for number, tap in enumerate(play.story.taps):
        tap.click_id = None if tap.kind == "head" or tap.visitor.privacy else f"click{number}"
    return play


@pytest.fixture(scope="module")
def rows(play: Play) -> list[Row]:
    return list(expected_rows(play.world, play.story))


@pytest.mark.parametrize("model", ["first", "last", "linear"])
def test_creators_and_nobody_add_up_to_the_shop(play: Play, rows: list[Row], model: str) -> None:
    of_model = [row for row in rows if row.attribution_model == model]
    orders = [order for order in play.story.purchases if counts(order)]
    assert len(of_model) == 6 + 1
    assert sum(row.orders for row in of_model) == pytest.approx(len(orders))
    assert sum(row.gross_revenue for row in of_model) == Decimal(sum(map(net_items, orders))) / 100
    assert sum(row.net_revenue for row in of_model) == Decimal(sum(map(left, orders))) / 100


def test_every_request_is_a_raw_click_of_somebody(play: Play, rows: list[Row]) -> None:
    assert sum(row.raw_clicks for row in rows if row.attribution_model == "last") == len(play.story.taps)


def test_a_cost_that_was_taken_back_is_no_cost(play: Play, rows: list[Row]) -> None:
    creator = play.world.creators[0]
    row = next(row for row in rows if row.creator_id == creator.creator_id)
    assert row.cost == Decimal(creator.fee_minor + 4_800 + 690) / 100


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(81, 263, 0.255289, 0.366210), (0, 20, 0, 0.161125), (7, 200, 0.017056, 0.070471)],
)
def test_the_interval_is_wilsons(successes: int, trials: int, low: float, high: float) -> None:
    assert wilson(successes, trials)[0] == pytest.approx(low, abs=1e-6)
    assert wilson(successes, trials)[1] == pytest.approx(high, abs=1e-6)


def test_there_is_no_interval_for_more_orders_than_clicks() -> None:
    assert wilson(3, 2) == wilson(0, 0) == (None, None)
    assert wilson(7, 7)[1] == 1


def test_nothing_is_divided_by_nothing() -> None:
    assert divide(1, 0) is divide(1, None) is divide(None, 1) is None
    assert divide(1, 4) == 0.25
