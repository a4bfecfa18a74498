"""HTTP services for the tests of serving: started like real ones, with nothing behind them."""

import os
from typing import Any, NoReturn

from plaudit.errors import MisconfiguredError
from plaudit.security.keys import Keys
from plaudit.serving import serve
from plaudit.settings import Settings
from plaudit.startup import run_service


def server() -> None:
    """Serves `application` with one worker on the redirect's port."""
    run_service(_serve)


def refusing_server() -> None:
    run_service(_serve_nothing)


def _serve(settings: Settings, _: Keys) -> None:
    serve("tests.support.toy_servers:application", settings, name="toy", port=settings.redirect_port)


def _serve_nothing(settings: Settings, _: Keys) -> None:
    serve("tests.support.toy_servers:refuse_settings", settings, name="toy", port=settings.redirect_port)


def application(_: Settings) -> Any:
    """An ASGI application that answers every request with the pid of its worker."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            for phase in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{phase}.complete"})
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": str(os.getpid()).encode()})

    return answer


def refuse_settings(_: Settings) -> NoReturn:
    raise MisconfiguredError("The toy does not like these settings; change them.")
