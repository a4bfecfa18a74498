"""Waiting for others: services that are ready, links that are known, tables that are complete."""

import asyncio
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from plaudit.demo.connections import Connections
from plaudit.errors import TransientError
from plaudit.eventlog.protocol import EventLog
from plaudit.events.envelope import STREAMS

POLL_SECONDS = 0.1


class NotReadyError(TransientError):
    reason = "not_ready"


async def until_ready(services: Mapping[str, Connections], seconds: float, logs: Path) -> None:
    """Raises NotReadyError, naming the services whose `/readyz` is not 200 in time."""
    waiting = dict(services)

    async def all_answer() -> bool:
        for name, connections in list(waiting.items()):
            if await answers(connections, "/readyz"):
                del waiting[name]
        return not waiting

    await until(all_answer, seconds, lambda: f"Not ready: {', '.join(waiting)}; {logs} says why.")


async def until_known(redirect: Connections, slug: str, seconds: float) -> None:
    """Until the redirect has heard of a link; its QR code is asked for, because that is no click."""

    async def is_known() -> bool:
        return await answers(redirect, f"/qr/{slug}.svg")

    await until(is_known, seconds, lambda: "The redirect has not heard of the links that the API made.")


async def until_complete(data_dir: Path, log: EventLog, waiting: Callable[[], int], seconds: float) -> None:
    """Until every change is in the log, every number of the log in the tables, and the tables are published."""

    async def is_complete() -> bool:
        return waiting() == 0 and is_published(read_status(data_dir), heads(log))

    await until(is_complete, seconds, lambda: f"The tables are not complete; {data_dir / 'aggregator.json'} says why.")


async def until(happened: Callable[[], Any], seconds: float, sentence: Callable[[], str]) -> None:
    deadline = asyncio.get_running_loop().time() + seconds
    while not await happened():
        if asyncio.get_running_loop().time() > deadline:
            raise NotReadyError(sentence())
        await asyncio.sleep(POLL_SECONDS)


async def answers(connections: Connections, target: str) -> bool:
    try:
        return (await connections.send("GET", target)).status == 200
    except OSError:
        return False


def heads(log: EventLog) -> dict[tuple[str, str], int]:
    """The last number of every origin that is still in the log."""
    return {(stream, state.origin): state.head for stream in STREAMS for state in log.origins(stream) if state.head}


def read_status(data_dir: Path) -> dict[str, Any]:
    """What the aggregator last said of itself; nothing before it did."""
    try:
        return dict(json.loads((data_dir / "aggregator.json").read_bytes()))
    except FileNotFoundError:
        return {}


def is_published(status: Mapping[str, Any], heads_: Mapping[tuple[str, str], int]) -> bool:
    """Whether what is published holds every number up to the heads."""
    if not status.get("complete"):
        return False
    marks = {
        (stream, origin): found["mark"]
        for stream, told in status["streams"].items()
        for origin, found in told["origins"].items()
    }
    return all(marks.get(position, 0) >= head for position, head in heads_.items())
