"""Five policies that weigh a code against clicks: each is a filter on the touches of one order."""

from collections.abc import Callable, Mapping, Sequence

from plaudit.settings import Policy
from services.aggregator.attribution.reasons import PolicyReason
from services.aggregator.attribution.touches import DIRECT, Touch

Verdict = PolicyReason | None
"""Why the policy drops the code touch; None when it keeps it."""


def weigh(policy: Policy, code: Touch, clicks: Sequence[Touch]) -> Verdict:
    """Whether the code touch stays, given the eligible clicks of the order, oldest first.

    Only clicks of creators decide; `direct` and other sources never do.
    """
    return _RULES[policy](code, [click.channel for click in clicks if click.channel != DIRECT])


def _keep(_code: Touch, _clickers: Sequence[str]) -> Verdict:
    return None


def _click_first(_code: Touch, clickers: Sequence[str]) -> Verdict:
    return "click_wins" if clickers else None


def _if_involved(code: Touch, clickers: Sequence[str]) -> Verdict:
    return None if code.channel in clickers else "owner_without_click"


def _if_winner(code: Touch, clickers: Sequence[str]) -> Verdict:
    return None if clickers and clickers[-1] == code.channel else "owner_without_last_click"


_RULES: Mapping[Policy, Callable[[Touch, Sequence[str]], Verdict]] = {
    "code_first": _keep,
    "click_first": _click_first,
    "code_if_involved": _if_involved,
    "code_if_winner": _if_winner,
    "split": _keep,  # the halves are a matter of weights, not of what stays
}
