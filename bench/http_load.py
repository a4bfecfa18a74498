"""A closed-loop HTTP client: a number of connections, each with one request under way, for some seconds.

Run as a process of its own, on a core of its own: `python -m bench.http_load PORT CONNECTIONS SECONDS PATHS_FILE`.
It prints one line of JSON: answers, seconds, failures (anything but a 302), and latencies in milliseconds.
"""

import asyncio
import itertools
import json
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import uvloop

WARM_UP_SECONDS = 0.3
USER_AGENT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 "
    "Instagram 322.0.0.16.90 (iPhone15,3; iOS 17_4; en_US; en; scale=3.00; 1290x2796; 571415117)"
)
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
HEADERS = (
    f"Host: localhost\r\nUser-Agent: {USER_AGENT}\r\nAccept: text/html,application/xhtml+xml\r\n"
    "Accept-Language: en-US,en;q=0.9\r\nAccept-Encoding: gzip, deflate\r\nReferer: https://l.instagram.com/\r\n"
    "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n"
)


class Load:
    def __init__(self, paths: list[str]) -> None:
        requests = [f"GET {path} HTTP/1.1\r\n{HEADERS}\r\n".encode() for path in paths]
        self.requests: Iterator[bytes] = itertools.cycle(requests)
        self.latencies: list[float] = []
        self.failures = 0
        self.is_over = False


class Visitor(asyncio.Protocol):
    def __init__(self, load: Load) -> None:
        self._load = load
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not is_whole(self._received):
            return
        load = self._load
        load.latencies.append(time.perf_counter() - self._sent)
        if not self._received.startswith(b"HTTP/1.1 302"):
            load.failures += 1
        self._received = b""
        if not load.is_over:
            self._send()

    def _send(self) -> None:
        self._sent = time.perf_counter()
        self._transport.write(next(self._load.requests))


def is_whole(answer: bytes) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    length = LENGTH.search(head)
    return bool(end) and (length is None or len(body) == int(length[1]))


async def run(port: int, connections: int, seconds: float, paths: list[str]) -> dict[str, float]:
    loop, load = asyncio.get_running_loop(), Load(paths)
    for _ in range(connections):
        await loop.create_connection(lambda: Visitor(load), "127.0.0.1", port)
    await asyncio.sleep(WARM_UP_SECONDS)
    load.latencies.clear()
    began = time.perf_counter()
    await asyncio.sleep(seconds)
    elapsed, taken = time.perf_counter() - began, sorted(load.latencies)
    load.is_over = True
    await asyncio.sleep(WARM_UP_SECONDS)
    quantile = lambda share: 1000 * taken[int(len(taken) * share)]  # noqa: E731
    return {
        "answers": len(taken),
        "seconds": elapsed,
        "failures": load.failures,
        "p50": quantile(0.5),
        "p99": quantile(0.99),
        "p999": quantile(0.999),
    }


def main(arguments: list[str]) -> None:
    port, connections, seconds, paths = arguments
    report = uvloop.run(run(int(port), int(connections), float(seconds), Path(paths).read_text().split()))
    print(json.dumps(report))


if __name__ == "__main__":
    main(sys.argv[1:])
