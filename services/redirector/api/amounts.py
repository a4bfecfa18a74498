"""Money between the API's decimal texts and the registry's minor units."""

from decimal import Decimal

from plaudit.events.registry import Goal
from plaudit.money import AmountError, to_decimal, to_minor
from plaudit.registry.errors import RefusedError
from services.redirector.api.bodies import GoalBody

MONEY_METRICS = {"net_revenue"}


def minor_of(field: str, amount: str | None, currency: str) -> int | None:
    """Minor units, exactly. Raises RefusedError for more decimals than the currency has."""
    if amount is None:
        return None
    try:
        minor = to_minor(amount, currency)
    except AmountError as error:
        raise RefusedError(str(error), field=field, reason=error.reason) from error
    if to_decimal(minor, currency) != Decimal(amount):
        raise RefusedError(f"{amount} has more decimals than {currency} has.", field=field, reason="bad_amount")
    return minor


def text_of(minor: int | None, currency: str) -> str | None:
    return None if minor is None else str(to_decimal(minor, currency))


def goals_of(goals: list[GoalBody], currency: str) -> list[Goal]:
    """A goal a metric; money has the currency's decimals, counts are whole."""
    if len({goal.metric for goal in goals}) < len(goals):
        raise RefusedError("There can be only one goal for each metric.", field="goals")
    return [Goal(metric=goal.metric, target=_target(goal, currency)) for goal in goals]


def shown_goals(goals: list[Goal]) -> list[dict[str, str | int]]:
    """Money as text, counts as numbers."""
    return [
        {"metric": goal.metric, "target": goal.target if goal.metric in MONEY_METRICS else int(goal.target)}
        for goal in goals
    ]


def _target(goal: GoalBody, currency: str) -> str:
    if goal.metric in MONEY_METRICS:
        return str(text_of(minor_of("goals.target", goal.target, currency), currency))
    if not goal.target.isdigit():
        raise RefusedError(f"The goal for {goal.metric} must be a whole number.", field="goals.target")
    return str(int(goal.target))
