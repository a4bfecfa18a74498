"""The demo as its user runs it, small, with the aggregator and ingest killed while it plays."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from plaudit.demo.clock import SharedClock, clock_path
from plaudit.demo.world import START
from tests.support.deployments import FREE_PORTS, kill_service, run_command

SMALL = ("--exit", "--json", "--creators", "6", "--days", "10")
KILLS = 4
BETWEEN_KILLS_SECONDS = 1.5


@pytest.mark.timeout(400)
def test_killed_services_change_no_number(tmp_path: Path) -> None:
    """SIGKILL several times for ingest and the aggregator, workers included, in the middle of the play."""
    data_dir = tmp_path / "demo"
    command = [sys.executable, "-m", "plaudit.cli", "demo", *SMALL, "--data-dir", str(data_dir)]
    with subprocess.Popen(
        command, env=os.environ | FREE_PORTS, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as demo:
        killed = kill_while_playing(data_dir, demo)
        told, said = demo.communicate(timeout=300)
    assert demo.returncode == 0, said
    assert json.loads(told)["differences"] == []
    assert {service: len(pids) for service, pids in killed.items()} == {"ingest": KILLS, "aggregator": KILLS}
    assert int(re.search(r"\((\d+) tried again\)", said)[1]) > 0  # type: ignore[index]


def kill_while_playing(data_dir: Path, demo: subprocess.Popen[str]) -> dict[str, set[int]]:
    """Kills each service a few times, a moment after it is back; returns the pids that were killed."""
    killed: dict[str, set[int]] = {"ingest": set(), "aggregator": set()}
    while demo.poll() is None and any(len(pids) < KILLS for pids in killed.values()):
        if not is_playing(data_dir):
            time.sleep(0.02)
            continue
        for service, pids in killed.items():
            if len(pids) < KILLS and (pid := kill_service(data_dir, service)) is not None:
                pids.add(pid)
        time.sleep(BETWEEN_KILLS_SECONDS)
    return killed


def is_playing(data_dir: Path) -> bool:
    """Whether the demo's clock has moved."""
    try:
        return SharedClock(clock_path(data_dir))() > START
    except (FileNotFoundError, ValueError):
        return False


def test_a_directory_that_no_demo_made_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine")
    refused = run_command("demo", *SMALL, "--data-dir", str(tmp_path), environment=os.environ | FREE_PORTS)
    assert refused.returncode == 78
    assert "no demo made it" in refused.stderr
    assert (tmp_path / "precious").read_text() == "mine"
