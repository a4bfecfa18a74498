"""The handbook's worked cases: codes against clicks, paths, identity and minor units."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from plaudit.security.identity import fold_email
from plaudit.settings import Policy
from services.aggregator.attribution.clicks import RecordedClick, bar_of, touch_of
from services.aggregator.attribution.codes import Ownership, UsedCode, judge_codes
from services.aggregator.attribution.models import RULES, weigh_journey, weigh_path
from services.aggregator.attribution.paths import Journey, in_lookback, path_without_order, travel
from services.aggregator.attribution.shares import share
from services.aggregator.attribution.touches import Touch

CASES = json.loads(Path("tests/fixtures/conformance/worked_cases.json").read_text("utf-8"))
POLICIES: tuple[Policy, ...] = ("code_first", "click_first", "code_if_involved", "code_if_winner", "split")
NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def credited(model: str, policy: Policy, journey: Journey, order_at: datetime) -> dict[str, float]:
    shares: Counter[str] = Counter()
    for touch, weight in zip(journey.path, weigh_journey(model, policy, journey, order_at), strict=True):
        shares[touch.channel] += weight  # type: ignore[assignment]
    return {channel: weight for channel, weight in shares.items() if weight}


def journey_of_example(example: dict[str, Any], policy: Policy) -> Journey:
    order, lookback = example["order"], timedelta(seconds=example["lookback_s"])
    order_at = instant(order["ts"])
    buyers = {
        creator for creator, known in example.get("creators", {}).items()
        if fold_email(known["email"]) == fold_email(order.get("email", "nobody@example.com"))
    }  # fmt: skip
    ownerships = [
        Ownership(c["code"], c["owner"], *(instant(c[end]) if c.get(end) else None for end in ("from", "to")))
        for c in example["codes"]
    ]
    used = [UsedCode(c["code"], round(float(c.get("discount", 0)) * 100)) for c in order["codes"]]
    codes = [
        Touch(order_at, "code", code.folded, str(code.owner))
        for code in judge_codes(used, order_at, ownerships, buyers)
        if code.bar is None
    ]
    clicks = [RecordedClick(c["id"], instant(c["ts"]), c["class"], "l", c["creator"]) for c in example["clicks"]]
    eligible = [touch_of(click) for click in clicks if bar_of(click, order_at, lookback, buyers) is None]
    return travel(policy, [*eligible, *codes], order_at)


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("example", CASES["policy_examples"]["cases"], ids=lambda example: example["title"])
def test_every_policy_decides_the_examples_as_the_handbook_does(example: dict[str, Any], policy: Policy) -> None:
    expected = example["expect"][policy]
    if policy != "split":
        expected = {expected: 1.0} if expected else {}
    journey = journey_of_example(example, policy)
    assert credited("last", policy, journey, instant(example["order"]["ts"])) == expected


@pytest.mark.parametrize("number", range(len(CASES["code_policy"]["cases"])))
def test_the_table_of_policies_holds(number: int) -> None:
    table = CASES["code_policy"]
    case, lookback = table["cases"][number], timedelta(days=table["lookback_days"])
    clicks = [
        Touch(NOON - timedelta(days=days), "click", str(place), creator)
        for place, (creator, days) in enumerate(case["clicks"])
    ]
    codes = [Touch(NOON, "code", "b", "B")] if case["code"] == "B" else []
    for policy, winner in zip(table["policies"], case["expect"], strict=True):
        journey = travel(policy, in_lookback([*clicks, *codes], NOON, lookback), NOON)
        assert credited("last", policy, journey, NOON) == ({winner: 1.0} if winner else {})


@pytest.mark.parametrize("example", CASES["path_examples"], ids=lambda example: example["title"])
def test_paths_and_their_credit_are_as_the_handbook_says(example: dict[str, Any]) -> None:
    order_at = instant(example["order_ts"])
    touches = [Touch(instant(t["ts"]), t["kind"], t["id"], t["channel"]) for t in example["touches"]]
    eligible = in_lookback(touches, order_at, timedelta(seconds=example["lookback_s"]))
    journey = travel(example["policy"], eligible, order_at)
    assert [touch.channel for touch in journey.path] == example["expect_path"]
    for model, expected in example["expect"].items():
        assert credited(model, example["policy"], journey, order_at) == pytest.approx(expected)


def test_each_order_of_a_person_has_its_own_path_and_what_follows_is_a_path_without_an_order() -> None:
    example = CASES["identity_example"]
    lookback = timedelta(seconds=example["lookback_s"])
    touches = [Touch(instant(t["ts"]), t["kind"], t["id"], t["channel"]) for t in example["touches"]]
    for order in example["orders"]:
        path = travel("code_first", in_lookback(touches, instant(order["ts"]), lookback), instant(order["ts"])).path
        assert [touch.channel for touch in path] == order["expect_path"]
    orders_at = [instant(order["ts"]) for order in example["orders"]]
    rest = path_without_order(touches, orders_at, lookback)
    assert [touch.channel for touch in rest] == example["null_path_after_last_order"]


@pytest.mark.parametrize("example", CASES["minor_unit_examples"], ids=lambda example: example["title"])
def test_money_is_shared_as_the_handbook_shares_it(example: dict[str, Any]) -> None:
    assert share(example["amount_minor"], example["weights"]) == example["expect_minor"]


RULE_CASES = [
    (case, name.removesuffix("_conv"))
    for case in ("dp6_nine_paths_value3", "analyzecore_3paths", "single_touch_only", "ab_short", "repeat_channel")
    for name in CASES[case].get("rules", {})
    if name.endswith("_conv")
]


@pytest.mark.parametrize(("case", "model"), RULE_CASES)
def test_rule_models_credit_aggregated_paths_as_published(case: str, model: str) -> None:
    totals: Counter[str] = Counter()
    for channels, orders, _value, _nulls in CASES[case]["paths"]:
        path = [Touch(NOON, "click", str(place), channel) for place, channel in enumerate(channels)]
        for touch, weight in zip(path, weigh_path(model, path, NOON), strict=True):
            totals[touch.channel] += weight * orders
    expected = CASES[case]["rules"][f"{model}_conv"]
    assert {channel: totals[channel] for channel in expected} == pytest.approx(expected)


@pytest.mark.parametrize(
    ("days", "value", "expected"),
    [
        ([38, 33, 26, 8, 0], 12_000, "hl7d_days_38_33_26_8_0_value12000"),
        ([28, 21, 14, 7], 1, "hl7d_days_28_21_14_7"),
        ([10, 3, 0.5], 1, "hl7d_days_0.5_3_10"),
    ],
)
def test_time_decay_halves_every_seven_days(days: list[float], value: int, expected: str) -> None:
    path = [Touch(NOON - timedelta(days=age), "click", str(place), "a") for place, age in enumerate(days)]
    shares = [value * weight for weight in RULES["time_decay_7d"](path, NOON)]
    assert sorted(shares) == pytest.approx(sorted(CASES["time_decay"][expected]))
