"""Durable webhook answers per second and their latency, through the real server: `python -m bench.ingest`.

Signed Shopify orders of 14 kB, each with an id of its own, are verified, read, normalised and committed before
their 200. First a closed loop of some connections, then 200 a second at a steady pace (goal: p99 <= 100 ms).
Server and client have a core each.
"""

import argparse
import asyncio
import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, cast

import httpx2
import uvloop

from plaudit.clock import system_clock
from plaudit.registry import open_registry
from plaudit.registry.views import KnownStore
from plaudit.security.keys import create_keys
from plaudit.security.signatures import sign_body
from plaudit.serving import bound_socket
from plaudit.settings import load_settings

ORDER = Path("tests/fixtures/webhooks/payloads/shopify_orders_create.json")
DOMAIN, SECRET = "lumen-and-loam.myshopify.com", "a secret of the bench"
DISTINCT = 2_000
PACE = 200
WARM_UP_SECONDS = 0.5
START_SECONDS = 20
SERVER_CORE, CLIENT_CORE = 0, 1
HELD = "import os, runpy; os.sched_setaffinity(0, {%d}); runpy.run_module('services.ingest', run_name='__main__')"


class Report(NamedTuple):
    answers: int
    seconds: float
    latencies: list[float]

    def quantile(self, share: float) -> float:
        """In milliseconds."""
        return 1000 * self.latencies[min(len(self.latencies) - 1, int(len(self.latencies) * share))]


class Sender(asyncio.Protocol):
    """One connection with one delivery under way; anything but a 200 ends the run."""

    def __init__(self) -> None:
        self._answer: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)

    async def send(self, request: bytes) -> float:
        self._answer = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        self._transport.write(request)
        await self._answer
        return time.perf_counter() - began

    def data_received(self, data: bytes) -> None:
        assert data.startswith(b"HTTP/1.1 200"), data[:200]
        assert self._answer is not None
        self._answer.set_result(None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--connections", type=int, nargs="+", default=[1, 8, 32])
    asked = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {CLIENT_CORE})
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as port:
        requests = itertools.cycle(signed_requests())
        for connections in asked.connections:
            tell(f"{connections} connections", uvloop.run(closed_loop(port, connections, asked.seconds, requests)))
        tell(f"{PACE} a second", uvloop.run(paced(port, asked.seconds, requests)))


def signed_requests() -> list[bytes]:
    template = ORDER.read_bytes()
    bodies = [template.replace(b"6120034459871", b"%d" % number) for number in range(10**12, 10**12 + DISTINCT)]
    return [request_of(body) for body in bodies]


def request_of(body: bytes) -> bytes:
    head = (
        "POST /webhooks/shopify/bench HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nX-Shopify-Topic: orders/create\r\nX-Shopify-Shop-Domain: {DOMAIN}\r\n"
        f"X-Shopify-Webhook-Id: 5f0c1f0e\r\nX-Shopify-Hmac-Sha256: {sign_body(body, SECRET)}\r\n\r\n"
    )
    return head.encode() + body


async def connect(port: int) -> Sender:
    return (await asyncio.get_running_loop().create_connection(Sender, "127.0.0.1", port))[1]


async def closed_loop(port: int, connections: int, seconds: float, requests: Iterator[bytes]) -> Report:
    begins = time.perf_counter() + WARM_UP_SECONDS
    latencies: list[float] = []

    async def work(sender: Sender) -> None:
        while (now := time.perf_counter()) < begins + seconds:
            taken = await sender.send(next(requests))
            if now >= begins:
                latencies.append(taken)

    await asyncio.gather(*[work(await connect(port)) for _ in range(connections)])
    return Report(len(latencies), time.perf_counter() - begins, sorted(latencies))


async def paced(port: int, seconds: float, requests: Iterator[bytes]) -> Report:
    """Sends on time whether or not the last one was answered; waiting for a free connection counts as latency."""
    free: asyncio.Queue[Sender] = asyncio.Queue()
    for _ in range(64):
        free.put_nowait(await connect(port))
    began = time.perf_counter()

    async def one(number: int) -> float:
        due = began + number / PACE
        await asyncio.sleep(due - time.perf_counter())
        sender = await free.get()
        await sender.send(next(requests))
        free.put_nowait(sender)
        return time.perf_counter() - due

    latencies = await asyncio.gather(*[one(number) for number in range(int(PACE * seconds))])
    return Report(len(latencies), time.perf_counter() - began, sorted(latencies))


def tell(title: str, report: Report) -> None:
    rate = report.answers / report.seconds
    p50, p99, longest = (report.quantile(share) for share in (0.5, 0.99, 1.0))
    print(f"{title:16} {rate:8.0f} durable 200/s   p50 {p50:6.1f} ms   p99 {p99:6.1f} ms   max {longest:6.1f} ms")


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    """Ingest as a process on a core of its own, with one store; stopped at the end."""
    settings = load_settings({}, data_dir=folder)
    registry = open_registry(settings, create_keys(folder), system_clock)
    registry.stores.create(
        KnownStore(
            store="bench", platform="shopify", currency="USD", domain=DOMAIN, return_days=None, secrets=(SECRET,)
        )
    )
    registry.close()
    with bound_socket("127.0.0.1", 0) as holder:
        port = int(holder.getsockname()[1])
    environment = os.environ | {"PLAUDIT_DATA_DIR": str(folder), "PLAUDIT_INGEST_PORT": str(port)}
    pinned = ["-c", HELD % SERVER_CORE] if hasattr(os, "sched_setaffinity") else ["-m", "services.ingest"]
    process = subprocess.Popen([sys.executable, *pinned], env=environment)
    try:
        await_answer(f"http://127.0.0.1:{port}/readyz")
        yield port
    finally:
        process.terminate()
        process.wait()


def await_answer(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            if httpx2.get(url, timeout=2).status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise SystemExit(f"{url} does not answer after {START_SECONDS} s")


if __name__ == "__main__":
    main()
