"""Costs and engagement snapshots: of one key the latest received stands."""

from datetime import date, timedelta
from typing import Any

from plaudit.events.cost import Cost
from plaudit.events.engagement import Engagement
from tests.support.world import PLACED_AT, Tables


def cost(amount_minor: int, cost_id: str = "c1", **changes: Any) -> Cost:
    stated: dict[str, Any] = {
        "cost_id": cost_id, "campaign_id": "serum", "creator_id": "ana", "kind": "fee", "currency": "EUR",
        "incurred_on": date(2026, 3, 1),
    }  # fmt: skip
    return Cost(amount_minor=amount_minor, **(stated | changes))


def test_of_one_cost_id_the_latest_received_stands() -> None:
    tables = Tables.of(cost(100), cost(300, "c2"), cost(200))
    assert tables.pairs("SELECT cost_id, amount_minor FROM costs") == {"c1": 200, "c2": 300}


def test_a_booking_names_the_one_that_it_takes_back() -> None:
    tables = Tables.of(cost(100), cost(100, "c2", voids="c1"))
    assert tables.pairs("SELECT cost_id, voids FROM costs") == {"c1": None, "c2": "c1"}


def test_snapshots_are_kept_by_post_and_moment_and_unknown_counts_stay_unknown() -> None:
    later = PLACED_AT + timedelta(hours=1)
    tables = Tables.of(
        Engagement(post_id="p", captured_at=PLACED_AT, likes=1, reach=5),
        Engagement(post_id="p", captured_at=later, likes=3),
        Engagement(post_id="p", captured_at=PLACED_AT, likes=2),
    )
    rows = tables.rows("SELECT captured_at, likes, reach FROM engagement_snapshots ORDER BY captured_at")
    assert [(row["captured_at"], row["likes"], row["reach"]) for row in rows] == [
        (PLACED_AT, 2, None),
        (later, 3, None),
    ]
