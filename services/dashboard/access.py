"""Who may look: everyone on the machine itself while bound to loopback, nobody from elsewhere without a session."""

from ipaddress import ip_address

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

OPEN_PATHS = frozenset({"/livez", "/healthz", "/readyz", "/metrics", "/version"})
LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
NO_SESSION = (
    "This dashboard is bound to an address that others can reach, so it asks for a signed session, which this version "
    "can't open yet. Bind it to loopback (PLAUDIT_BIND=127.0.0.1) and reach it by an SSH tunnel.\n"
)
FOREIGN_NAME = "This dashboard answers to localhost only; open it as http://localhost with its port.\n"


def is_loopback(address: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return address == "localhost"


class Access:
    """Lets requests to loopback through; elsewhere every page answers 401.

    On loopback the host must be a local name: else a foreign site whose name points to 127.0.0.1 could read
    the pages through the visitor's browser.
    """

    def __init__(self, app: ASGIApp, bind: str) -> None:
        self._app = app
        self._is_local = is_loopback(bind)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        await (refusal or self._app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        if scope["path"] in OPEN_PATHS:
            return None
        if not self._is_local:
            return PlainTextResponse(NO_SESSION, 401)
        host = Request(scope).headers.get("host", "").lower()
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        return None if name in LOCAL_NAMES else PlainTextResponse(FOREIGN_NAME, 421)
