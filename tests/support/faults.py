"""Faults of the disk, injected into a process of its own: system calls that fail, and limits on files."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECONDS = 60

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


def answers(folder: Path, *, count: int, size: int = 0, small: bool = False, under: Sequence[str] = ()) -> list[str]:
    """What `tests.support.appender` said for each of `count` appends, and at last, unless killed, how the writer is."""
    command = [*under, sys.executable, "-m", "tests.support.appender", str(folder), str(count), str(size)]
    command += ["small"] if small else []
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert ran.returncode in (0, -signal.SIGKILL), ran.stderr
    return ran.stdout.split()


def failing(call: str, error: str, when: str) -> list[str]:
    """The command that lets a system call of the next command fail; `when` counts calls of one thread."""
    return _injecting(call, f"error={error}", when)


def killing(call: str, when: int) -> list[str]:
    """The command that kills the next command at a system call."""
    return _injecting(call, "signal=KILL", str(when))


def _injecting(call: str, fault: str, when: str) -> list[str]:
    # Without --seccomp-bpf, which is faster but lets strace 6.1 miss a signal that it should inject.
    inject = f"inject={call}:{fault}:when={when}"
    return ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", inject]
