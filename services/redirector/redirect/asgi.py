"""The same redirect as an ASGI application, for tests and for whoever must run it on another server."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from services.redirector.redirect.answer import Answer
from services.redirector.redirect.worker import Worker

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class AsgiHeaders:
    """ASGI's header lines read as granian reads them: a value that is not visible ASCII is there, but unreadable."""

    def __init__(self, lines: list[tuple[bytes, bytes]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in lines:
            readable = [value.decode("ascii")] if value.isascii() else []
            self._values.setdefault(name.decode("latin-1").lower(), []).extend(readable)

    def get(self, key: str) -> str | None:
        return next(iter(self._values.get(key, ())), None)

    def get_all(self, key: str) -> list[str]:
        return self._values.get(key, [])

    def __contains__(self, key: str) -> bool:
        return key in self._values


class AsgiApp:
    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        peer = (scope.get("client") or ("127.0.0.1", 0))[0]
        query = scope["query_string"].decode("latin-1")
        headers = AsgiHeaders(scope["headers"])
        await _send(await self._worker.answer(scope["method"], scope["path"], query, headers, peer), send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self._worker.start(asyncio.get_running_loop())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._worker.stop()
        await send({"type": "lifespan.shutdown.complete"})


async def _send(answer: Answer, send: Send) -> None:
    headers = [(name.encode("ascii"), value.encode("ascii")) for name, value in answer.headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
