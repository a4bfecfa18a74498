"""The worked sheet of the metrics handbook, from rows of facts to every ratio."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.support.facts import NOON, PAIR, Facts, october

SHEET = json.loads(Path("tests/fixtures/conformance/worked_cases.json").read_text("utf-8"))["metrics"]
GIVEN, EXPECTED = SHEET["input"], SHEET["expect"]


@pytest.fixture(scope="module")
def sheet() -> dict[str, Any]:
    facts = Facts()
    facts.add_link()
    facts.add_clicks(GIVEN["clicks_unique"])
    facts.add_clicks(GIVEN["clicks_valid"] - GIVEN["clicks_unique"], is_unique=False)
    facts.add_clicks(GIVEN["clicks_raw"] - GIVEN["clicks_valid"], click_class="bot", is_unique=None)
    add_orders(facts)
    add_posts(facts)
    add_costs(facts)
    return facts.build().performance()


def add_orders(facts: Facts) -> None:
    refunded, kept = GIVEN["orders_refunded_full"], GIVEN["orders"] - GIVEN["orders_refunded_full"]
    after_discount = round(100 * (GIVEN["gross"] - GIVEN["discounts"]))
    returned = round(100 * GIVEN["returns"])
    amounts = [(returned // refunded, 0)] * refunded + [((after_discount - returned) // kept,) * 2] * kept
    for number, (base, left) in enumerate(amounts):
        is_new = number < GIVEN["new_customers"]
        facts.sell(f"o{number}", net_items_minor=base, commissionable_minor=left, is_new_customer=is_new)


def add_posts(facts: Facts) -> None:
    for number in range(GIVEN["posts"]):
        facts.add("posts", [{"post_id": f"p{number}", **PAIR}])
        counts = {key: GIVEN[key] // GIVEN["posts"] for key in ("impressions", "likes", "comments", "shares", "saves")}
        snapshot = {"post_id": f"p{number}", "captured_at": NOON, "impressions_basis": "views"}
        facts.add("engagement_snapshots", [snapshot | counts])


def add_costs(facts: Facts) -> None:
    spent = {"fee": GIVEN["cost_fee"], "product": GIVEN["cost_product"], "commission": GIVEN["commission"]}
    for kind, amount in spent.items():
        booked = {"amount_minor": round(amount * 100), "currency": "EUR", "incurred_on": october(1)}
        facts.add("costs", [{"cost_id": kind, "kind": kind, **PAIR} | booked])


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("ctr", "ctr_valid_impressions"),
        ("engagement_rate", "er_impressions"),
        ("cpe", "cpe"),
        ("cpm", "cpm"),
        ("cpc", "cpc"),
        ("conversion_rate", "cvr_valid_clicks"),
        ("cpa", "cpa_gross"),
        ("cac", "cac_new"),
        ("roas", "roas_net"),
        ("aov", "aov_after_discount"),
    ],
)
def test_every_ratio_is_that_of_the_sheet(sheet: dict[str, Any], column: str, name: str) -> None:
    assert sheet[column] == pytest.approx(EXPECTED[name], rel=1e-12)
    assert sheet[f"{column}_null_reason"] is None


def test_every_sum_is_that_of_the_sheet(sheet: dict[str, Any]) -> None:
    assert (sheet["raw_clicks"], sheet["clicks"], sheet["unique_clicks"]) == (940, 760, 610)
    assert (sheet["impressions"], sheet["engagements"]) == (50_000, EXPECTED["engagements"])
    assert (sheet["orders"], sheet["net_orders"], sheet["new_customers"]) == (18, 16, 12)
    assert (sheet["gross_revenue"], sheet["refunded"], sheet["net_revenue"]) == (1782, 190, EXPECTED["net_sales"])
    assert sheet["cost"] == Decimal("843.4")


def test_cost_per_order_net_of_refunded_ones_follows_from_the_columns(sheet: dict[str, Any]) -> None:
    assert float(sheet["cost"]) / sheet["net_orders"] == pytest.approx(EXPECTED["cpa_net"])
