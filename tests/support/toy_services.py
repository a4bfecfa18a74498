"""Services for the supervisor's tests: each notes in its data directory what it does. Quick to import."""

import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import NoReturn


def steady() -> None:
    """Runs until SIGTERM, and notes when that came."""

    def end(_: int, __: FrameType | None) -> None:
        note("steady", f"asked {time.monotonic()}")
        time.sleep(0.2)
        note("steady", f"ended {time.monotonic()}")
        sys.exit(0)

    signal.signal(signal.SIGTERM, end)
    note("steady", f"started {os.getpid()}")
    wait()


def last() -> None:
    """Like `steady`, under another name."""

    def end(_: int, __: FrameType | None) -> None:
        note("last", f"asked {time.monotonic()}")
        sys.exit(0)

    signal.signal(signal.SIGTERM, end)
    note("last", f"started {os.getpid()}")
    wait()


def stubborn() -> None:
    """Does not mind SIGTERM."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    note("stubborn", f"started {os.getpid()}")
    wait()


def misconfigured() -> NoReturn:
    sys.stderr.write("The toy lacks a spring; wind it up.\n")
    sys.exit(78)


def crashing() -> NoReturn:
    note("crashing", f"started {os.getpid()}")
    sys.exit(1)


def note(service: str, line: str) -> None:
    with (Path(os.environ["PLAUDIT_DATA_DIR"]) / f"{service}.notes").open("a") as file:
        file.write(line + "\n")


def notes(data_dir: Path, service: str) -> list[str]:
    """What a toy noted so far."""
    try:
        return (data_dir / f"{service}.notes").read_text().splitlines()
    except FileNotFoundError:
        return []


def wait() -> NoReturn:
    while True:
        time.sleep(60)
