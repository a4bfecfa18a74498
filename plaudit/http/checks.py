"""Readiness: what a service needs, each with a sentence that says what was found, whichever server answers."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple


class Check(NamedTuple):
    """Whether one thing that the service needs is there, and a sentence that says what was found."""

    ok: bool
    detail: str


Checks = Mapping[str, Callable[[], Check]]


def readiness(checks: Checks) -> tuple[int, dict[str, Any]]:
    """200 or 503, and the body of `/readyz` with every check by name; a check that raises has failed."""
    found = {label: run_check(check) for label, check in checks.items()}
    is_ready = all(check.ok for check in found.values())
    body = {
        "status": "ok" if is_ready else "unavailable",
        "checks": {label: check._asdict() for label, check in found.items()},
    }
    return 200 if is_ready else 503, body


def run_check(check: Callable[[], Check]) -> Check:
    """Runs a check; whatever it raises is its answer, because readiness must say so and not fail itself."""
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - any failure of a check is a failed check
        return Check(ok=False, detail=f"{type(error).__name__}: {error}")
