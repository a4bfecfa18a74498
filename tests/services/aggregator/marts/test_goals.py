"""Goals: paced by the campaign's days up to the last record, never by a wall clock."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from services.aggregator.models.runner import Parameters
from tests.support.facts import PAIR, Facts, october, on


def campaign(*goals: tuple[str, str], as_of: datetime, **values: Any) -> Facts:
    facts = Facts(values.pop("parameters", None))
    terms = {"campaign_id": "serum", "currency": "EUR", "starts_on": october(1), "ends_on": october(10)}
    facts.add("campaigns", [terms | values])
    facts.add(
        "campaign_goals", [{"campaign_id": "serum", "metric": metric, "target": target} for metric, target in goals]
    )
    facts.add("bronze_events", [{"ce_time": as_of}])
    facts.add_link()
    return facts


def goal(facts: Facts) -> dict[str, Any]:
    (row,) = facts.build().rows("FROM goal_progress")
    return row


def test_progress_is_measured_against_an_even_pace() -> None:
    facts = campaign(("clicks", "200"), as_of=on(3, 12))
    facts.add_clicks(60, clicked_at=on(3))
    row = goal(facts)
    assert (row["actual"], row["share"], row["elapsed_share"]) == (60, 0.3, 0.25)
    assert (row["expected_by_now"], row["projected"]) == (50, 240)
    assert row["as_of"] == on(3, 12)


def test_a_late_click_moves_the_horizon_as_an_event_does() -> None:
    facts = campaign(("clicks", "10"), as_of=on(2))
    facts.add_clicks(1, clicked_at=on(6, 0))
    assert goal(facts)["elapsed_share"] == 0.5


@pytest.mark.parametrize(
    ("as_of", "elapsed", "projected"), [(on(30), 1.0, 1), (datetime(2026, 9, 1, tzinfo=UTC), 0.0, None)]
)
def test_outside_its_days_a_campaign_is_whole_or_not_begun(
    as_of: datetime, elapsed: float, projected: int | None
) -> None:
    facts = campaign(("clicks", "10"), as_of=as_of)
    facts.add_clicks(1, clicked_at=datetime(2026, 8, 1, tzinfo=UTC))
    row = goal(facts)
    assert (row["elapsed_share"], row["projected"], row["actual"]) == (elapsed, projected, 1)


def test_days_of_a_campaign_are_days_of_the_reporting_zone() -> None:
    zone = Parameters(timezone="America/New_York")
    facts = campaign(("clicks", "10"), as_of=datetime(2026, 10, 1, 4, tzinfo=UTC), parameters=zone)
    assert goal(facts)["elapsed_share"] == 0.0


def test_revenue_is_compared_in_the_reporting_currency_at_the_first_day() -> None:
    facts = campaign(("net_revenue", "1000"), as_of=on(6, 0), currency="USD")
    facts.add("rates", [{"currency": "USD", "day": october(1), "rate": "0.8", "minor_rate": "0.8"}])
    facts.sell("o1", commissionable_minor=40_000, net_items_minor=50_000)
    row = goal(facts)
    assert (row["currency"], row["target"], row["actual"], row["share"]) == ("EUR", Decimal(800), Decimal(400), 0.5)


def test_revenue_without_a_rate_has_no_share_instead_of_one_for_one() -> None:
    facts = campaign(("net_revenue", "1000"), as_of=on(6, 0), currency="XTS")
    facts.sell("o1")
    row = goal(facts)
    assert (row["target"], row["share"], row["share_null_reason"], row["actual"]) == (None, None, "no_rate", 100)


def test_a_target_of_nothing_has_no_share() -> None:
    row = goal(campaign(("orders", "0"), as_of=on(6, 0)))
    assert (row["share"], row["share_null_reason"]) == (None, "no_target")


def test_followers_are_counted_from_the_first_snapshot_to_the_last() -> None:
    facts = campaign(("followers_growth", "100"), as_of=on(6, 0))
    facts.add("posts", [{"post_id": post_id, **PAIR, "platform": "tiktok"} for post_id in ("p1", "p2")])
    counts = [("p1", 2, 5_000), ("p2", 4, 5_020), ("p1", 5, 5_050), ("p2", 6, None)]
    facts.add(
        "engagement_snapshots",
        [{"post_id": post, "captured_at": on(day), "followers": followers} for post, day, followers in counts],
    )
    assert goal(facts)["actual"] == 50


def test_goals_follow_the_model_that_pages_show_first() -> None:
    facts = campaign(("orders", "10"), as_of=on(6, 0), parameters=Parameters(model="first"))
    facts.add_order("o1")
    facts.credit("o1", ["first"])
    facts.credit("o1", ["last"], campaign_id="other")
    assert goal(facts)["actual"] == 1


def test_a_campaign_that_ends_before_it_starts_breaks_nothing() -> None:
    facts = campaign(("orders", "10"), as_of=on(6, 0), ends_on=october(1), starts_on=october(2))
    assert goal(facts)["elapsed_share"] == 1.0
