"""Redirects per second of one worker on one core, beside a bare RSGI 302 on the same server and nginx.

Rounds of the competitors are interleaved and ratios taken round by round, since a machine's speed drifts. A
click is durable in the log before its 302. `python -m bench.redirect [--rounds 5] [--seconds 3]`.
"""

import argparse
import http.client
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from plaudit.clock import system_clock
from plaudit.events.registry import CampaignState, CreatorState, LinkState
from plaudit.registry import open_registry
from plaudit.security.keys import create_keys
from plaudit.settings import Settings

SERVER_CORE, CLIENT_CORE = 0, 1
LINKS = 10_000
START_SECONDS = 20
SERVE = (
    "import os, sys; from plaudit.serving import serve; from plaudit.settings import load_settings; "
    "hasattr(os, 'sched_setaffinity') and os.sched_setaffinity(0, {int(sys.argv[1])}); settings = load_settings(); "
    "serve(sys.argv[2], settings, name='bench', port=settings.redirect_port, interface='rsgi')"
)
NGINX = """
worker_processes 1; worker_cpu_affinity {mask}; daemon off; pid {folder}/nginx.pid; error_log stderr error;
events {{ worker_connections 1024; }}
http {{ access_log off; keepalive_requests 100000000; server {{ listen 127.0.0.1:{port} reuseport;
  location / {{ return 302 https://shop.example/products/serum?utm_source=instagram&utm_medium=influencer; }} }} }}
"""


class Target(NamedTuple):
    name: str
    port: int
    paths: Path
    process: "subprocess.Popen[bytes]"


class Round(NamedTuple):
    per_second: float
    p50: float
    p99: float
    cpu_microseconds: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--connections", type=int, nargs="+", default=[32, 128])
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        targets = list(_targets(stack, folder))
        for connections in asked.connections:
            rounds = [[_measure(t, connections, asked.seconds) for t in targets] for _ in range(asked.rounds)]
            _report(targets, rounds, connections)
        _report_memory(targets)


def _targets(stack: ExitStack, folder: Path) -> Iterator[Target]:
    hot, random_slugs = _seed(folder)
    redirect = "services.redirector.redirect.app:create_app"
    bare = stack.enter_context(_serving(folder, "bench.bare_rsgi:create_app"))
    ours = stack.enter_context(_serving(folder, redirect))
    yield Target("bare RSGI 302", bare[0], hot, bare[1])
    yield Target("redirect, hot slug", ours[0], hot, ours[1])
    yield Target(f"redirect, {LINKS} slugs", ours[0], random_slugs, ours[1])
    if shutil.which("nginx"):
        nginx = stack.enter_context(_nginx(folder))
        yield Target("nginx return 302", nginx[0], hot, nginx[1])


def _seed(folder: Path) -> tuple[Path, Path]:
    """A campaign with 10,001 links; files with the paths to ask for."""
    registry = open_registry(Settings(data_dir=folder), create_keys(folder), system_clock)
    registry.campaigns.create(
        CampaignState(
            campaign_id="glow", name="Glow", currency="EUR", starts_on=date(2026, 11, 1), ends_on=date(2027, 1, 1),
            allowed_hosts=["shop.example"],
        )
    )  # fmt: skip
    registry.creators.create(CreatorState(creator_id="anna", handle="anna", platform="instagram"))
    link = LinkState(
        link_id="", slug="", campaign_id="glow", creator_id="anna", destination="https://shop.example/serum"
    )
    slugs = [made.state.slug for made in registry.links.create_all([link] * LINKS, "always") if not _is_refused(made)]
    random.Random(7).shuffle(slugs)
    hot, many = folder / "hot.txt", folder / "many.txt"
    hot.write_text(f"/{slugs[0]}")
    many.write_text("\n".join(f"/{slug}" for slug in slugs))
    return hot, many


def _is_refused(made: Any) -> bool:
    return isinstance(made, Exception)


@contextmanager
def _serving(folder: Path, factory: str) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    port = _free_port()
    environment = os.environ | {"PLAUDIT_DATA_DIR": str(folder), "PLAUDIT_REDIRECT_PORT": str(port)}
    command = [sys.executable, "-c", SERVE, str(SERVER_CORE), factory]
    with _stopping(subprocess.Popen(command, env=environment)) as process:
        _await_answer(port)
        yield port, process


@contextmanager
def _nginx(folder: Path) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    port, config = _free_port(), folder / "nginx.conf"
    config.write_text(NGINX.format(mask=f"{1 << SERVER_CORE:b}", folder=folder, port=port))
    with _stopping(subprocess.Popen(["nginx", "-c", str(config), "-p", str(folder)])) as process:
        _await_answer(port)
        yield port, process


@contextmanager
def _stopping(process: "subprocess.Popen[bytes]") -> Iterator["subprocess.Popen[bytes]"]:
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def _measure(target: Target, connections: int, seconds: float) -> Round:
    command = [
        sys.executable,
        "-m",
        "bench.http_load",
        str(target.port),
        str(connections),
        str(seconds),
        str(target.paths),
    ]
    pin = (lambda: os.sched_setaffinity(0, {CLIENT_CORE})) if hasattr(os, "sched_setaffinity") else None
    spent = _cpu_seconds(target.process.pid)
    report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, preexec_fn=pin).stdout)
    spent = _cpu_seconds(target.process.pid) - spent
    if report["failures"]:
        raise SystemExit(f"{target.name}: {report['failures']} answers were no 302")
    share = report["seconds"] / (report["seconds"] + 0.6)
    return Round(
        report["answers"] / report["seconds"], report["p50"], report["p99"], 1e6 * spent * share / report["answers"]
    )


def _report(targets: list[Target], rounds: list[list[Round]], connections: int) -> None:
    print(f"\n{connections} connections, {len(rounds)} interleaved rounds, medians")
    print(f"{'':26}{'302/s':>9}{'of bare':>9}{'p50 ms':>9}{'p99 ms':>9}{'CPU µs':>9}   of bare, round by round")
    for column, target in enumerate(targets):
        own = [measured[column] for measured in rounds]
        ratios = [measured[column].per_second / measured[0].per_second for measured in rounds]
        rate, p50, p99, cpu = (statistics.median(values) for values in zip(*own, strict=True))
        shown = " ".join(f"{ratio:.2f}" for ratio in ratios)
        ratio = statistics.median(ratios)
        print(f"{target.name:26}{rate:9.0f}{ratio:9.2f}{p50:9.2f}{p99:9.2f}{cpu:9.1f}   {shown}")


def _report_memory(targets: list[Target]) -> None:
    for target in {target.port: target for target in targets}.values():
        sizes = [_resident_mb(pid) for pid in _children(target.process.pid)]
        print(f"RSS of a worker of {target.name.partition(',')[0]}: {max(sizes, default=0):.0f} MB")


def _children(pid: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(child) for child in found.stdout.split()]


def _cpu_seconds(pid: int) -> float:
    ticks = 0
    for process in (pid, *_children(pid)):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _resident_mb(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _free_port() -> int:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        return int(holder.getsockname()[1])


def _await_answer(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
        try:
            connection.request("GET", "/livez")
            connection.getresponse()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise SystemExit(f"nothing answers on port {port} after {START_SECONDS} s")


if __name__ == "__main__":
    main()
