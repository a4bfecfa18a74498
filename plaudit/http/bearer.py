"""Bearer tokens at the door of a route: which scope it needs, and how many wrong tokens an address may try."""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from fastapi import FastAPI, Request

from plaudit.clock import Clock
from plaudit.http.problems import Problem
from plaudit.security.tokens import Scope

VerifyToken = Callable[[str], frozenset[str] | None]
"""The scopes of a token, or None when it is unknown, expired or revoked."""

FAILURES_ALLOWED = 10
FAILURE_WINDOW = timedelta(minutes=1)


class Failures:
    """Wrong tokens of the last minute by address.

    Who has used up his ten learns nothing more from wrong ones. A right token still passes: 192 random bits
    are not found by trying, and a broken script must not lock out its neighbours behind one address.
    """

    def __init__(self, clock: Clock, addresses_kept: int = 4096) -> None:
        self._clock = clock
        self._addresses_kept = addresses_kept
        self._times: dict[str, deque[datetime]] = {}

    def is_exhausted(self, address: str) -> bool:
        times = self._times.get(address)
        if times is None:
            return False
        while times and times[0] <= self._clock() - FAILURE_WINDOW:
            times.popleft()
        return len(times) >= FAILURES_ALLOWED

    def add(self, address: str) -> None:
        """Notes one failure; forgets the longest-known addresses when there are too many."""
        while len(self._times) >= self._addresses_kept and address not in self._times:
            self._times.pop(next(iter(self._times)))
        self._times.setdefault(address, deque(maxlen=FAILURES_ALLOWED)).append(self._clock())


def guard(app: FastAPI, verify_token: VerifyToken, clock: Clock) -> None:
    """Says how the app's tokens are verified; `require` works only below an app that was guarded."""
    app.state.verify_token = verify_token
    app.state.token_failures = Failures(clock)


def require(scope: Scope) -> Callable[[Request], None]:
    """A FastAPI dependency: 401 without a valid token, 403 without the scope; `admin` implies all.

    It is synchronous because verifying may read the registry: FastAPI runs it off the event loop.
    """

    def check(request: Request) -> None:
        scopes = _scopes(request)
        if scope not in scopes and "admin" not in scopes:
            raise Problem(403, "Forbidden", f"This token lacks the scope {scope!r}; use one that has it.")

    return check


def _scopes(request: Request) -> frozenset[str]:
    token = _token(request)
    if not token:
        raise _unauthorized()
    verify: VerifyToken = request.app.state.verify_token
    scopes = verify(token)
    if scopes is None:
        _count_failure(request)
        raise _unauthorized()
    return scopes


def _count_failure(request: Request) -> None:
    failures: Failures = request.app.state.token_failures
    address = request.client.host if request.client else ""
    if failures.is_exhausted(address):
        retry = {"Retry-After": str(int(FAILURE_WINDOW.total_seconds()))}
        raise Problem(429, "Too many wrong tokens", "Too many wrong tokens came from here; wait a minute.", None, retry)
    failures.add(address)


def _token(request: Request) -> str:
    if "access_token" in request.query_params:
        detail = "A token in the URL ends up in logs; send it in the Authorization header."
        raise Problem(400, "Token in the URL", detail)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _unauthorized() -> Problem:
    detail = "This needs a valid token: send `Authorization: Bearer plaudit_…`."
    return Problem(401, "Unauthorized", detail, headers={"WWW-Authenticate": 'Bearer realm="plaudit"'})
