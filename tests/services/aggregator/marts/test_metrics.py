"""The published SQL of every metric gives the published number, over rows of one creator, of all, or of one day."""

from decimal import Decimal
from math import isclose

import pytest

from services.aggregator.descriptions import DAILY, ratios_view
from services.aggregator.metrics import METRICS, RATIOS, Metric
from tests.services.aggregator.marts.test_days import busy_month
from tests.support.facts import Facts

LAST = "attribution_model = 'last'"


@pytest.fixture(scope="module")
def facts() -> Facts:
    return busy_month()


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_the_sql_of_a_metric_over_one_row_is_the_column(facts: Facts, metric: Metric) -> None:
    rows = facts.rows(
        f"SELECT {metric.sql} AS computed, ANY_VALUE({metric.name}) AS published FROM creator_performance "
        "WHERE creator_id IS NOT NULL GROUP BY campaign_id, creator_id, attribution_model"
    )
    assert len(rows) == 6
    for row in rows:
        assert is_same(row["computed"], row["published"]), row


@pytest.mark.parametrize("metric", RATIOS, ids=lambda metric: metric.name)
def test_the_sql_of_a_metric_over_the_creators_of_a_campaign_is_that_of_the_campaign(
    facts: Facts, metric: Metric
) -> None:
    (computed,) = facts.one(f"SELECT {metric.sql} FROM creator_performance WHERE campaign_id = 'serum' AND {LAST}")
    (published,) = facts.one(f"SELECT {metric.name} FROM campaign_performance WHERE campaign_id = 'serum' AND {LAST}")
    assert published is not None
    assert is_same(computed, published)


@pytest.mark.parametrize("table", DAILY)
def test_the_view_of_daily_ratios_divides_each_row_and_is_null_over_zero(facts: Facts, table: str) -> None:
    rows = facts.rows(ratios_view(table) + f" WHERE {LAST}")
    assert any(row["roas"] is not None for row in rows)
    for row in rows:
        expected = row["click_orders"] / row["clicks"] if row["clicks"] else None
        assert row["conversion_rate"] == expected
        assert (row["cpa"] is None) is (row["orders"] == 0)


def is_same(computed: Decimal | float | None, published: Decimal | float | None) -> bool:
    """Both missing, or equal to the last digits of a double."""
    if computed is None or published is None:
        return computed is published
    return isclose(computed, published, rel_tol=1e-12)
