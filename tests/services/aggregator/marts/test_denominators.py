"""Zero denominators, code-only sales and rates beyond one: NULL with a reason, never 0, never infinity (E28)."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.facts import NOON, PAIR, Facts, october

RATIOS = ("ctr", "conversion_rate", "engagement_rate", "cpe", "cpc", "cpm", "cpa", "cac", "roas", "aov")
EUR_500 = {
    "cost_id": "fee",
    **PAIR,
    "kind": "fee",
    "amount_minor": 50_000,
    "currency": "EUR",
    "incurred_on": october(1),
}


@pytest.fixture
def facts() -> Facts:
    found = Facts()
    found.add_link()
    return found


def test_a_creator_with_nothing_but_a_link_has_reasons_instead_of_ratios(facts: Facts) -> None:
    row = facts.build().performance()
    assert {ratio: row[f"{ratio}_null_reason"] for ratio in RATIOS} == {
        "ctr": "no_impressions",
        "conversion_rate": "no_clicks",
        "engagement_rate": "no_impressions",
        "cpe": "no_engagements",
        "cpc": "no_clicks",
        "cpm": "no_impressions",
        "cpa": "no_orders",
        "cac": "no_new_customers",
        "roas": "no_cost",
        "aov": "no_orders",
    }
    assert [row[ratio] for ratio in RATIOS] == [None] * len(RATIOS)


def test_a_code_only_sale_makes_no_click_and_no_conversion_rate(facts: Facts) -> None:
    facts.sell("o1", evidence="code", code="ANA10", link_id=None)
    row = facts.build().performance()
    assert (row["orders"], row["code_only_orders"], row["click_orders"], row["clicks"]) == (1, 1, 0, 0)
    assert (row["conversion_rate"], row["conversion_rate_null_reason"]) == (None, "no_clicks")


def test_code_only_sales_are_left_out_of_the_conversion_rate(facts: Facts) -> None:
    facts.add_clicks(10)
    facts.sell("o1", evidence="both")
    for number in range(2, 13):
        facts.sell(f"o{number}", evidence="code", link_id=None)
    row = facts.build().performance()
    assert (row["orders"], row["conversion_rate"]) == (12, 0.1)


def test_more_orders_than_clicks_are_shown_and_flagged_without_an_interval(facts: Facts) -> None:
    facts.add_clicks(1)
    facts.sell("o1")
    facts.sell("o2")
    row = facts.build().performance()
    assert (row["conversion_rate"], row["has_more_orders_than_clicks"]) == (2.0, True)
    assert (row["conversion_rate_low"], row["conversion_rate_high"]) == (None, None)


def test_a_zero_numerator_is_a_number(facts: Facts) -> None:
    facts.add("posts", [{"post_id": "p", **PAIR}])
    seen = {"post_id": "p", "captured_at": NOON, "impressions": 1000, "impressions_basis": "views"}
    facts.add("engagement_snapshots", [seen])
    facts.sell("o1", evidence="code", link_id=None)
    row = facts.build().performance()
    assert (row["ctr"], row["cpa"], row["cost"]) == (0.0, 0.0, Decimal("0.000"))
    assert (row["roas"], row["roas_null_reason"]) == (None, "no_cost")


def test_without_orders_the_cost_per_order_has_a_lower_bound(facts: Facts) -> None:
    facts.add("costs", [EUR_500])
    row = facts.build().performance()
    assert (row["cpa"], row["cpa_null_reason"]) == (None, "no_orders")
    assert row["cpa_at_least"] == pytest.approx(135.5425153409084, rel=1e-12)
    assert row["roas"] == 0.0


@pytest.mark.parametrize(
    ("orders", "clicks", "low", "high"),
    [
        (81, 263, 0.255289, 0.366210),
        (0, 20, 0.0, 0.161125),
        (1, 29, 0.006113, 0.171755),
        (3, 40, 0.025836, 0.198642),
        (7, 200, 0.017056, 0.070471),
        (5, 5, 0.565518, 1.0),
    ],
)
def test_the_interval_is_wilsons(facts: Facts, orders: int, clicks: int, low: float, high: float) -> None:
    facts.add_clicks(clicks)
    for number in range(orders):
        facts.sell(f"o{number}")
    row = facts.build().performance()
    assert row["conversion_rate_low"] == pytest.approx(low, abs=5e-7)
    assert row["conversion_rate_high"] == pytest.approx(high, abs=5e-7)


def test_fractional_orders_get_no_binomial_interval(facts: Facts) -> None:
    facts.add_clicks(10)
    facts.sell("o1")
    row = facts.build().performance(model="linear")
    assert row["conversion_rate"] == 0.1
    assert (row["conversion_rate_low"], row["conversion_rate_high"]) == (None, None)


def test_the_unattributed_row_has_money_but_no_ratios_of_a_creator(facts: Facts) -> None:
    facts.add_order("o1")
    facts.credit("o1", campaign_id=None, creator_id=None, link_id=None, evidence=None)
    facts.build()
    rows = facts.rows("FROM creator_performance WHERE creator_id IS NULL ORDER BY attribution_model")
    assert [row["attribution_model"] for row in rows] == ["first", "last", "linear"]
    for row in rows:
        assert (row["campaign_id"], row["orders"], row["net_revenue"], row["aov"]) == (None, 1, 100, 100.0)
        assert {row[f"{ratio}_null_reason"] for ratio in RATIOS if ratio != "aov"} == {"unattributed"}


def test_the_unattributed_row_is_there_even_when_everything_is_credited(facts: Facts) -> None:
    facts.sell("o1")
    facts.build()
    assert facts.one("SELECT COUNT(*), SUM(orders) FROM creator_performance WHERE creator_id IS NULL") == (3, 0.0)


@settings(max_examples=8, deadline=None)
@given(
    clicks=st.integers(0, 30),
    orders=st.integers(0, 6),
    cost=st.integers(0, 9999),
    impressions=st.none() | st.integers(0, 500),
)
def test_every_ratio_has_either_a_value_or_a_reason(
    clicks: int, orders: int, cost: int, impressions: int | None
) -> None:
    facts = Facts()
    facts.add_link()
    facts.add_clicks(clicks)
    for number in range(orders):
        facts.sell(f"o{number}", is_new_customer=number % 2 == 0)
    facts.add("costs", [EUR_500 | {"amount_minor": cost}])
    facts.add("posts", [{"post_id": "p", **PAIR}])
    facts.add(
        "engagement_snapshots", [{"post_id": "p", "captured_at": NOON, "impressions": impressions, "likes": orders}]
    )
    facts.build()
    for mart in ("creator_performance", "campaign_performance"):
        for row in facts.rows(f"FROM {mart}"):
            for ratio in RATIOS:
                assert (row[ratio] is None) is (row[f"{ratio}_null_reason"] is not None), (mart, ratio, row)
                assert row[ratio] is None or 0 <= row[ratio] < float("inf")
