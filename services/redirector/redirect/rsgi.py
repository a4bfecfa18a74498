"""The redirect on granian: its RSGI scope and protocol in, one answer out."""

import gc
import sys
from asyncio import AbstractEventLoop
from typing import Protocol

from services.redirector.redirect.request import Headers
from services.redirector.redirect.worker import Worker

GC_THRESHOLD = 50_000
SWITCH_SECONDS = 0.001


class Scope(Protocol):
    """The part of granian's RSGI scope that is read; `client` is `address:port`."""

    method: str
    path: str
    query_string: str
    client: str

    @property
    def headers(self) -> Headers: ...


class Responder(Protocol):
    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None: ...

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None: ...


class RsgiApp:
    """What granian calls: `__rsgi_init__` once in each worker before it serves, `__rsgi_del__` when it stops."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._answer = worker.answer

    def __rsgi_init__(self, loop: AbstractEventLoop) -> None:
        self._worker.start(loop)
        calm_collector()
        # The log's writer needs the interpreter three times a commit; by default it may wait 5 ms each time.
        sys.setswitchinterval(SWITCH_SECONDS)

    def __rsgi_del__(self, loop: AbstractEventLoop) -> None:
        self._worker.stop()

    async def __rsgi__(self, scope: Scope, responder: Responder) -> None:
        peer = scope.client.rpartition(":")[0]
        answer = await self._answer(scope.method, scope.path, scope.query_string, scope.headers, peer)
        if answer.body:
            responder.response_bytes(answer.status, answer.headers, answer.body)
        else:
            responder.response_empty(answer.status, answer.headers)


def calm_collector() -> None:
    """Takes what lives as long as the process out of the garbage collector's sight, and lets it look rarely.

    What a request makes dies with its answer by reference counting. With the default of 700 objects a hundred
    requests under way make the collector walk over everything again and again: a quarter of the time of a click.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD)
