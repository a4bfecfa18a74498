"""The right to be the one aggregator of a data directory."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plaudit.errors import AlreadyRunningError

FILE_NAME = "aggregator.lock"
PATIENCE_SECONDS = 1.0
RETRY_SECONDS = 0.05


@contextmanager
def hold_lease(data_dir: Path, *, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Holds the lease while the block runs; the system takes it back when the process dies.

    Raises AlreadyRunningError when another process still holds it after `patience` seconds.
    """
    handle = os.open(data_dir / FILE_NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(handle, data_dir, patience)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def is_leased(data_dir: Path) -> bool:
    """Whether an aggregator of the data directory is running."""
    handle = os.open(data_dir / FILE_NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _lock(handle: int, data_dir: Path, patience: float) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                holder = os.pread(handle, 32, 0).decode(errors="replace").strip() or "unknown"
                raise AlreadyRunningError(
                    f"Another aggregator (process {holder}) works on {data_dir}; stop it, or wait until it has ended."
                ) from error
            time.sleep(RETRY_SECONDS)
