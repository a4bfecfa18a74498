"""How fresh the published file is, and what memory it takes: `python -m bench.freshness`.

All services run as `plaudit up` runs them, on free ports and an empty data directory, with their usual settings. Clicks
come one at a time at odd moments while others come steadily. Goals: p95 <= 3 s, redirect <= 120 MB, aggregator <= 1 GB.
"""

import argparse
import itertools
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import duckdb
import httpx2 as httpx

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Instagram 322.0"
PATIENCE_SECONDS = 30.0
STEADY_SECONDS = 0.05


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=30)
    samples = parser.parse_args().samples
    with tempfile.TemporaryDirectory() as place, services(Path(place)) as run:
        slug = launch(run)
        with steady_clicks(run, slug):
            waits = sorted(wait_for_row(run, slug) for _ in range(samples))
        memory = peak_memory(run)
    middle, late = statistics.median(waits), waits[int(0.95 * (len(waits) - 1))]
    print(f"click to published, {samples} clicks beside {1 / STEADY_SECONDS:.0f} others a second:")
    print(f"  p50 {middle:.2f} s  p95 {late:.2f} s  most {waits[-1]:.2f} s")
    print("peak memory of the largest process of each service:")
    for name, megabytes in memory.items():
        print(f"  {name:<11}{megabytes:7.0f} MB")


@contextmanager
def services(place: Path) -> Iterator[dict[str, Any]]:
    """What `run.json` says, once everything answers."""
    data_dir = place / "data"
    free = {f"PLAUDIT_{name}_PORT": "0" for name in ("REDIRECT", "INGEST", "DASHBOARD", "API")}
    environment = os.environ | free | {"PLAUDIT_DATA_DIR": str(data_dir)}
    command = [sys.executable, "-m", "plaudit.cli", "up"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as up:
        try:
            await_true((data_dir / "run.json").exists)
            run = json.loads((data_dir / "run.json").read_text())
            run["data_dir"] = data_dir
            await_true(lambda: all(is_ready(port) for port in run["ports"].values()))
            yield run
        finally:
            up.send_signal(signal.SIGINT)


def launch(run: dict[str, Any]) -> str:
    """A campaign with one link; its slug, once the redirect knows it."""
    token = Path(run["token_file"]).read_text().strip()
    headers = {"Authorization": f"Bearer {token}"}
    bodies: tuple[tuple[str, dict[str, Any]], ...] = (
        ("campaigns", {"campaign_id": "c", "name": "C", "currency": "EUR", "starts_on": "2026-01-01",
                       "ends_on": "2030-01-01", "allowed_hosts": ["shop.example"]}),
        ("creators", {"creator_id": "a", "handle": "@a", "platform": "instagram"}),
        ("links", {"campaign_id": "c", "creator_id": "a", "destination": "https://shop.example/"}),
    )  # fmt: skip
    for resource, body in bodies:
        made = httpx.post(f"http://127.0.0.1:{run['ports']['api']}/api/{resource}", json=body, headers=headers)
        made.raise_for_status()
    slug = str(made.json()["slug"])
    await_true(lambda: httpx.get(f"http://127.0.0.1:{run['ports']['redirect']}/qr/{slug}.svg").status_code == 200)
    return slug


@contextmanager
def steady_clicks(run: dict[str, Any], slug: str) -> Iterator[None]:
    stopping = threading.Event()

    def click_on() -> None:
        with httpx.Client() as client:
            while not stopping.wait(STEADY_SECONDS):
                tap(client, run, slug)

    thread = threading.Thread(target=click_on)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


def wait_for_row(run: dict[str, Any], slug: str) -> float:
    time.sleep(random.random())
    with httpx.Client() as client:
        click_id = tap(client, run, slug)
    answered = time.monotonic()
    await_true(lambda: is_published(run["data_dir"] / "analytics.duckdb", click_id))
    return time.monotonic() - answered


def tap(client: httpx.Client, run: dict[str, Any], slug: str) -> str:
    answer = client.get(f"http://127.0.0.1:{run['ports']['redirect']}/{slug}", headers={"User-Agent": PHONE})
    return parse_qs(urlsplit(answer.headers["location"]).query)["plaudit_click"][0]


def is_published(analytics: Path, click_id: str) -> bool:
    if not analytics.exists():
        return False
    with duckdb.connect(str(analytics), read_only=True) as tables:
        return tables.execute("SELECT 1 FROM clicks WHERE click_id = ?", [click_id]).fetchone() is not None


def is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
    except httpx.TransportError:
        return False


def peak_memory(run: dict[str, Any]) -> dict[str, float]:
    """Peak resident megabytes of every service's worker; empty where there is no /proc."""
    if not Path("/proc/self/status").exists():
        return {}
    return {name: max(map(peak_megabytes, (pid, *children(pid)))) for name, pid in run["pids"].items()}


def children(pid: int) -> list[int]:
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return list(map(int, told))


def peak_megabytes(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def await_true(happened: Any) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    for pause in itertools.repeat(0.02):
        if happened():
            return
        if time.monotonic() > deadline:
            raise TimeoutError("It did not happen in time.")
        time.sleep(pause)


if __name__ == "__main__":
    main()
