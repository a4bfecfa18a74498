"""Killed at an exact system call of a commit, a loader that is started again goes on without a double or a loss."""

import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from plaudit.eventlog.backends import open_log
from plaudit.settings import load_settings
from services.aggregator.tables.bronze import BronzeTable
from tests.support.faults import ROOT, SECONDS, killing, needs_strace
from tests.support.records import click_event
from tests.support.tables import numbers_in

Point = tuple[str, int]
"""A system call and which one of a thread: a data file is renamed, a commit is linked, both are synced."""

GROUPS = 5


def append(data_dir: Path) -> str:
    """An origin of ten records, loaded in three commits."""
    writer = open_log(load_settings({}, data_dir=data_dir)).open_writer("clicks", "redirect")
    for group in range(GROUPS):
        writer.append([click_event(2 * group), click_event(2 * group + 1)])
    writer.close()
    return writer.origin


def load(data_dir: Path, *under: str) -> int:
    command = [*under, sys.executable, "-m", "tests.support.loading", str(data_dir)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert ran.returncode in (0, -signal.SIGKILL), ran.stderr
    return ran.returncode


def check_after_deaths(data_dir: Path, points: Iterable[Point]) -> int:
    """Kills a loader at each point on the same tables, then loads the rest; returns how many were really killed."""
    origins, killed = [append(data_dir)], 0
    for call, when in points:
        killed += load(data_dir, *killing(call, when)) != 0
        origins.append(append(data_dir))
    assert load(data_dir) == 0
    table = BronzeTable.open(load_settings({}, data_dir=data_dir).tables_location, "clicks")
    assert {origin: numbers_in(table, origin) for origin in origins} == {each: list(range(1, 11)) for each in origins}
    return killed


@needs_strace
def test_a_death_at_each_step_of_a_commit_costs_nothing(tmp_path: Path) -> None:
    points = [("linkat", 1), ("rename", 1), ("linkat", 1), ("fsync", 12), ("unlink", 1)]
    assert check_after_deaths(tmp_path, points) == len(points)


@pytest.mark.slow
@needs_strace
@pytest.mark.timeout(600)
@pytest.mark.parametrize(("call", "calls"), [("linkat", 4), ("rename", 4), ("unlink", 4), ("fsync", 18)])
def test_a_death_at_any_system_call_costs_nothing(tmp_path: Path, call: str, calls: int) -> None:
    assert check_after_deaths(tmp_path, [(call, when) for when in range(1, calls + 1)]) >= 2
