"""Rule models: how one order is spread over the touches of its path."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from plaudit.settings import Policy
from services.aggregator.attribution.paths import Journey
from services.aggregator.attribution.touches import DIRECT, Touch

HALF_LIFE = timedelta(days=7)

Weights = list[float]
Rule = Callable[[Sequence[Touch], datetime], Weights]


def weigh_path(model: str, path: Sequence[Touch], order_at: datetime) -> Weights:
    """One weight a touch, oldest first, that sum to 1; none for an empty path. KeyError for no rule model."""
    rule = RULES[model]
    return rule(path, order_at) if path else []


def weigh_journey(model: str, policy: Policy, journey: Journey, order_at: datetime) -> Weights:
    """Like `weigh_path`, and under `split` a last-touch model halves between the code and the last creator click."""
    if policy == "split" and model == "last" and journey.code and journey.last_click in journey.path:
        halves = {journey.code, journey.last_click}
        if len({touch.channel for touch in halves}) > 1:
            return [0.5 if touch in halves else 0.0 for touch in journey.path]
    return weigh_path(model, journey.path, order_at)


def _first(path: Sequence[Touch], _order_at: datetime) -> Weights:
    return _all_on(0, len(path))


def _last(path: Sequence[Touch], _order_at: datetime) -> Weights:
    return _all_on(len(path) - 1, len(path))


def _last_non_direct(path: Sequence[Touch], _order_at: datetime) -> Weights:
    named = [place for place, touch in enumerate(path) if touch.channel != DIRECT]
    return _all_on(named[-1] if named else len(path) - 1, len(path))


def _linear(path: Sequence[Touch], _order_at: datetime) -> Weights:
    return [1 / len(path)] * len(path)


def _by_position(first: float, middle: float, last: float) -> Rule:
    def weigh(path: Sequence[Touch], _order_at: datetime) -> Weights:
        match len(path):
            case 1:
                return [1.0]
            case 2:  # the middle has nobody, so the ends are renormalised
                return [first / (first + last), last / (first + last)]
            case length:
                return [first, *[middle / (length - 2)] * (length - 2), last]

    return weigh


def _time_decay(path: Sequence[Touch], order_at: datetime) -> Weights:
    """Halves every seven days. Ages are measured from the youngest, or very old touches would underflow to 0/0."""
    ages = [(order_at - touch.touch_at) / HALF_LIFE for touch in path]
    powers = [2.0 ** (min(ages) - age) for age in ages]
    return [power / sum(powers) for power in powers]


def _all_on(place: int, length: int) -> Weights:
    return [1.0 if here == place else 0.0 for here in range(length)]


RULES: Mapping[str, Rule] = {
    "first": _first,
    "last": _last,
    "last_non_direct": _last_non_direct,
    "linear": _linear,
    "u_40_20_40": _by_position(0.4, 0.2, 0.4),
    "j_20_20_60": _by_position(0.2, 0.2, 0.6),
    "inverse_j_60_20_20": _by_position(0.6, 0.2, 0.2),
    "time_decay_7d": _time_decay,
}
