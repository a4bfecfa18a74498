"""Three thousand seeded journeys: every rule model, with and without a look-back, agrees with the published numbers."""

import csv
import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from services.aggregator.attribution.models import RULES, weigh_path
from services.aggregator.attribution.paths import in_lookback, travel
from services.aggregator.attribution.touches import Touch

FOLDER = Path("tests/fixtures/conformance")
ORDER_AT = datetime(2026, 3, 20, 12, tzinfo=UTC)


class Sale(NamedTuple):
    touches: list[Touch]
    value: float


@cache
def expected() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / "seeded_journeys.expected.json").read_text("utf-8"))
    return loaded


@cache
def sales() -> list[Sale]:
    with (FOLDER / "seeded_journeys.csv").open(encoding="utf-8") as file:
        return [Sale(touches_of(row), float(row["value"])) for row in csv.DictReader(file) if row["converted"] == "1"]


def touches_of(row: dict[str, str]) -> list[Touch]:
    steps = zip(row["channels"].split(" > "), row["hours_till_conv"].split(" > "), strict=True)
    return [
        Touch(ORDER_AT - timedelta(hours=float(hours)), "click", f"{place:03}", channel)
        for place, (channel, hours) in enumerate(steps)
    ]


def totals(model: str, lookback: timedelta) -> tuple[dict[str, float], dict[str, float], int]:
    orders: dict[str, float] = defaultdict(float)
    values: dict[str, float] = defaultdict(float)
    unattributed = 0
    for sale in sales():
        path = travel("code_first", in_lookback(sale.touches, ORDER_AT, lookback), ORDER_AT).path
        unattributed += not path
        for touch, weight in zip(path, weigh_path(model, path, ORDER_AT), strict=True):
            orders[touch.channel] += weight
            values[touch.channel] += weight * sale.value
    return orders, values, unattributed


@pytest.mark.parametrize("model", sorted(RULES))
def test_rule_models_agree_without_a_lookback(model: str) -> None:
    orders, values, unattributed = totals(model, timedelta(days=10_000))
    assert unattributed == 0
    assert orders == pytest.approx({k: v for k, v in expected()["no_lookback"][model]["conv"].items() if v}, rel=1e-9)
    assert values == pytest.approx({k: v for k, v in expected()["no_lookback"][model]["value"].items() if v}, rel=1e-9)


@pytest.mark.parametrize("days", [1, 7, 30, 90])
def test_lookbacks_leave_the_published_orders_unattributed(days: int) -> None:
    window = expected()["lookback"][f"{days}d"]
    for model in ("last", "linear", "time_decay_7d"):
        orders, _, unattributed = totals(model, timedelta(days=days))
        assert unattributed == window["unattributed"]["orders"]
        assert orders == pytest.approx({k: v for k, v in window["models"][model]["conv"].items() if v}, rel=1e-9)
