"""Faults of the disk, injected into a process of its own: system calls that fail, and limits on files."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECONDS = 60

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


def answers(folder: Path, *, count: int, size: int = 0, under: Sequence[str] = ()) -> list[str]:
    """What `tests.support.appender` said for each of `count` appends, and at last `healthy` or `broken`."""
    command = [*under, sys.executable, "-m", "tests.support.appender", str(folder), str(count), str(size)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=True)
    return ran.stdout.split()


def failing(call: str, error: str, when: str) -> list[str]:
    """The command that lets a system call of the next command fail; `when` counts calls of one thread."""
    inject = f"inject={call}:error={error}:when={when}"
    return ["strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", inject]
