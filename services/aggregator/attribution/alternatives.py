"""What every policy would say of an order whose touches are known."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple, get_args

from plaudit.settings import Policy
from services.aggregator.attribution.models import weigh_journey
from services.aggregator.attribution.paths import travel
from services.aggregator.attribution.reasons import POLICY_REASONS
from services.aggregator.attribution.touches import Kind, Touch

POLICIES: tuple[Policy, ...] = get_args(Policy)


class JudgedTouch(NamedTuple):
    """A touch as the table `touches` has it under the configured policy."""

    touch_at: datetime | None
    kind: Kind
    touch_id: str
    creator_id: str | None
    kept: bool
    reason: str


class Alternative(NamedTuple):
    """Shares by creator, the largest first; empty when the policy leaves the order unattributed."""

    policy: Policy
    model: str
    shares: dict[str, float]


def tell_alternatives(touches: Iterable[JudgedTouch], order_at: datetime, models: Collection[str]) -> list[Alternative]:
    """The shares of each policy and model. Only what a policy decides is decided anew; all other losses stand."""
    eligible = [
        Touch(touch.touch_at, touch.kind, touch.touch_id, touch.creator_id)
        for touch in touches
        if touch.touch_at is not None and touch.creator_id is not None and _is_eligible(touch)
    ]
    return [
        Alternative(policy, model, _shares(policy, model, eligible, order_at))
        for policy in POLICIES
        for model in models
    ]


def _is_eligible(touch: JudgedTouch) -> bool:
    return touch.kept or touch.reason in POLICY_REASONS or touch.reason == "absorbed_by_code"


def _shares(policy: Policy, model: str, eligible: list[Touch], order_at: datetime) -> dict[str, float]:
    journey = travel(policy, eligible, order_at)
    shares: dict[str, float] = defaultdict(float)
    for touch, weight in zip(journey.path, weigh_journey(model, policy, journey, order_at), strict=True):
        shares[touch.channel] += weight
    ranked = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    return {creator: weight for creator, weight in ranked if weight}
