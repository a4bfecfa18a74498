"""How fast the event log on this disk is: `python -m bench.log [--seconds 2] [--directory DIR]`.

Waiters are tasks of one uvloop that append one event each and wait for it; all that a turn of the loop brings is
handed over together, as the redirect does it. Everything runs in one process, without other load.
"""

import argparse
import asyncio
import os
import platform
import tempfile
from asyncio import Future
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

import apsw
import uvloop
from rich.console import Console
from rich.table import Table

from plaudit.clock import system_clock
from plaudit.eventlog.protocol import LogWriter
from plaudit.eventlog.sqlite import SqliteLog
from plaudit.events.envelope import Event

BODY = b'{"padding":"%s"}' % (b"x" * 560)
EVENT = Event("01a0-0000-7000-8000", "plaudit.click.v1", "plaudit/redirect", datetime.now(UTC), "k" * 22, BODY)


class Turns:
    """Hands the events of one turn of the loop over together."""

    def __init__(self, writer: LogWriter) -> None:
        self._loop = asyncio.get_running_loop()
        self._writer = writer
        self._events: list[Event] = []
        self._answer: Future[None] | None = None

    def record(self, event: Event) -> "Future[None]":
        if self._answer is None:
            self._answer = self._loop.create_future()
            self._loop.call_soon(self._submit)
        self._events.append(event)
        return self._answer

    def _submit(self) -> None:
        events, answer = self._events, self._answer
        self._events, self._answer = [], None
        assert answer is not None
        commit = self._writer.submit(events)
        commit.add_done_callback(lambda _: self._loop.call_soon_threadsafe(answer.set_result, None))


async def wait_together(writer: LogWriter, waiters: int, seconds: float) -> list[float]:
    """The latency of every append, in seconds."""
    turns, latencies, end = Turns(writer), [], perf_counter() + seconds

    async def wait() -> None:
        while (start := perf_counter()) < end:
            await turns.record(EVENT)
            latencies.append(perf_counter() - start)

    await asyncio.gather(*(wait() for _ in range(waiters)))
    return latencies


def append_batches(writer: LogWriter, size: int, seconds: float) -> list[float]:
    batch, latencies, end = [EVENT] * size, [], perf_counter() + seconds
    while (start := perf_counter()) < end:
        writer.append(batch)
        latencies.append(perf_counter() - start)
    return latencies


def read_everything(log: SqliteLog) -> tuple[int, float]:
    """Records and seconds."""
    records, start = 0, perf_counter()
    for state in log.origins("clicks"):
        after = 0
        while batches := log.read("clicks", state.origin, after, 50_000):
            records += sum(batch.count for batch in batches)
            after = batches[-1].last
    return records, perf_counter() - start


def sync_alone(directory: Path, seconds: float) -> list[float]:
    """What the disk itself takes for one small durable write, the measure of all that follows."""
    latencies, end = [], perf_counter() + seconds
    file = os.open(directory / "sync", os.O_WRONLY | os.O_CREAT | os.O_DSYNC)
    while (start := perf_counter()) < end:
        os.write(file, BODY)
        latencies.append(perf_counter() - start)
    os.close(file)
    return latencies


def row(what: str, latencies: list[float], seconds: float, events: int = 1) -> list[str]:
    ordered = sorted(latencies)
    p50, p99 = (ordered[int(len(ordered) * share)] * 1000 for share in (0.5, 0.99))
    return [what, f"{len(latencies) * events / seconds:,.0f}", f"{p50:.2f}", f"{p99:.2f}"]


def measure(directory: Path, seconds: float) -> Table:
    log = SqliteLog(directory / "log", keep=timedelta(0), clock=system_clock)
    table = Table("what", "events/s", "p50 ms", "p99 ms", title=f"{len(BODY)}-byte events, {seconds:g} s each")
    table.add_row(*row("one durable write of the disk", sync_alone(directory, seconds), seconds))
    for waiters in (1, 16, 200):
        writer = log.open_writer("clicks", "bench")
        latencies = uvloop.run(wait_together(writer, waiters, seconds))
        table.add_row(*row(f"{waiters} waiters", latencies, seconds))
        writer.close()
    for size in (10, 100, 1000):
        writer = log.open_writer("clicks", "bench")
        table.add_row(*row(f"batches of {size}", append_batches(writer, size, seconds), seconds, size))
        writer.close()
    records, took = read_everything(log)
    table.add_row(f"reading {records:,} records", f"{records / took:,.0f}", "", "")
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--directory", type=Path, help="where to write; default: a temporary directory")
    arguments = parser.parse_args()
    console = Console()
    console.print(f"{os.cpu_count()} cores, Python {platform.python_version()}, SQLite {apsw.sqlite_lib_version()}")
    with tempfile.TemporaryDirectory(dir=arguments.directory) as directory:
        console.print(measure(Path(directory), arguments.seconds))


if __name__ == "__main__":
    main()
