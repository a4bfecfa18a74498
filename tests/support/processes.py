"""Waiting for processes and for what they do."""

import os
import time
from collections.abc import Callable


def wait_until(happened: Callable[[], object], seconds: float = 15.0) -> None:
    """Fails when it did not happen in time."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.02)


def is_running(pid: int) -> bool:
    """Whether there is such a process that is not only waiting to be buried."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return os.name == "posix" and not os.path.exists("/proc")  # noqa: PTH110
