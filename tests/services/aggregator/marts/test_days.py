"""Report days: 23 and 25 hours long, local midnight to the millisecond, and sums that equal the whole (E30)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest

from services.aggregator.metrics import RATIOS
from services.aggregator.models.runner import Parameters
from tests.support.facts import NOON, PAIR, Facts

NEW_YORK = Parameters(timezone="America/New_York")
SUMS = ("raw_clicks", "clicks", "unique_clicks", "orders", "net_orders", "code_only_orders", "net_revenue", "cost")


def hourly(first: date, days: int) -> Iterable[datetime]:
    start = datetime(first.year, first.month, first.day, tzinfo=UTC)
    return (start + timedelta(hours=hour) for hour in range(24 * days))


@pytest.mark.parametrize(("clock_change", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25)])
def test_a_day_of_a_clock_change_has_its_own_length_and_nothing_is_lost(clock_change: date, hours: int) -> None:
    facts = Facts(NEW_YORK)
    facts.add_link()
    for instant in hourly(clock_change - timedelta(days=2), 5):
        facts.add_clicks(1, clicked_at=instant)
    facts.build()
    days = facts.rows(
        "SELECT day, clicks FROM creator_daily WHERE attribution_model = 'last' AND clicks > 0 ORDER BY day"
    )
    found = {row["day"]: row["clicks"] for row in days}
    assert found[clock_change] == hours
    assert found[clock_change - timedelta(days=1)] == 24
    assert sum(found.values()) == 120 == facts.performance()["clicks"]


def test_the_last_millisecond_of_a_local_day_and_the_next_are_on_different_days() -> None:
    facts = Facts(NEW_YORK)
    facts.add_link()
    midnight = datetime(2026, 10, 6, 4, tzinfo=UTC)
    facts.add_clicks(1, clicked_at=midnight - timedelta(milliseconds=1))
    facts.add_clicks(1, clicked_at=midnight)
    facts.build()
    days = facts.rows("SELECT day, clicks FROM creator_daily WHERE attribution_model = 'last' ORDER BY day")
    assert [(str(row["day"]), row["clicks"]) for row in days] == [("2026-10-05", 1), ("2026-10-06", 1)]


def test_an_order_and_its_later_refund_are_both_on_the_day_of_the_order() -> None:
    facts = Facts(NEW_YORK)
    facts.add_link()
    facts.sell("o1", placed_at=datetime(2026, 10, 6, 3, tzinfo=UTC), commissionable_minor=2_500)
    facts.build()
    rows = facts.rows("SELECT day::VARCHAR AS day, refunded::INT AS refunded FROM creator_daily WHERE orders > 0")
    assert {(row["day"], row["refunded"]) for row in rows} == {("2026-10-05", 75)}


@pytest.mark.parametrize("mart", ["creator", "campaign"])
def test_days_add_up_to_the_whole_in_every_additive_column(mart: str) -> None:
    facts = busy_month()
    keys = "campaign_id, creator_id, attribution_model" if mart == "creator" else "campaign_id, attribution_model"
    summed = ", ".join(f"ROUND(SUM({column}), 6) AS {column}" for column in SUMS)
    whole = ", ".join(f"ROUND(COALESCE({column}, 0), 6) AS {column}" for column in SUMS)
    something = "orders > 0 OR raw_clicks > 0 OR cost > 0"
    days = f"SELECT * FROM (SELECT {keys}, {summed} FROM {mart}_daily GROUP BY ALL) WHERE {something}"
    total = f"SELECT {keys}, {whole} FROM {mart}_performance WHERE {something}"
    assert facts.one(f"SELECT COUNT(*) FROM ({days} EXCEPT ALL {total})") == (0,)
    assert facts.one(f"SELECT COUNT(*) FROM ({total} EXCEPT ALL {days})") == (0,)
    assert facts.one(f"SELECT COUNT(*) > 3 FROM ({days})") == (True,)


def busy_month() -> Facts:
    facts = Facts(NEW_YORK)
    facts.add_link()
    facts.add_link("l2", creator_id="ben")
    for number, instant in enumerate(hourly(date(2026, 10, 30), 4)):
        link = {"link_id": "l2", "creator_id": "ben"} if number % 3 else {"link_id": "l1"}
        facts.add_clicks(1, clicked_at=instant, **link)
        if number % 7 == 0:
            order_id = f"o{number}"
            facts.add_order(
                order_id, placed_at=instant, commissionable_minor=number % 2 * 9_000, is_new_customer=number < 50
            )
            facts.credit(order_id, ["first", "last"], evidence="code")
            for creator_id in ("ana", "ben", None):
                campaign_id = "serum" if creator_id else None
                shares = {"weight": 1 / 3, "gross_amount_minor": 3_333, "net_amount_minor": 3_000}
                facts.credit(order_id, ["linear"], creator_id=creator_id, campaign_id=campaign_id, **shares)
            booked = {"amount_minor": 1_234, "currency": "EUR", "incurred_on": instant.date()}
            facts.add("costs", [{"cost_id": order_id, **PAIR, "kind": "fee"} | booked])
    for creator_id, views in (("ana", 5_000), ("ben", 800)):
        facts.add("posts", [{"post_id": creator_id, "campaign_id": "serum", "creator_id": creator_id}])
        seen = {
            "post_id": creator_id,
            "captured_at": NOON,
            "impressions": views,
            "impressions_basis": "views",
            "likes": 7,
        }
        facts.add("engagement_snapshots", [seen])
    return facts.build()


def test_ratios_of_days_are_not_averaged_but_divided_anew() -> None:
    facts = Facts()
    facts.add_link()
    facts.add_clicks(1, clicked_at=datetime(2026, 10, 1, 9, tzinfo=UTC))
    facts.add_clicks(99, clicked_at=datetime(2026, 10, 2, 9, tzinfo=UTC))
    facts.sell("o1", placed_at=datetime(2026, 10, 1, 12, tzinfo=UTC))
    row = facts.build().performance()
    assert row["conversion_rate"] == 0.01
    conversion = next(metric.sql for metric in RATIOS if metric.name == "conversion_rate")
    assert facts.one(f"SELECT {conversion} FROM creator_daily WHERE attribution_model = 'last'") == (0.01,)
