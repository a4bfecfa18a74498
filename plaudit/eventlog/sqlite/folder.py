"""The directory of an origin: it appears whole, its writer lives in it by holding its lock, it disappears whole."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from plaudit.eventlog.sqlite.mark import AckedMark
from plaudit.eventlog.sqlite.segment import build_segment, sync

LOCK = "lock"
HIDDEN = "."


class Home:
    """What the one writer of an origin holds: its directory, the lock on it, and the acked mark."""

    def __init__(self, parent: Path, origin: str) -> None:
        """Makes the directory under a hidden name and renames it, so nobody sees it half made or unlocked.

        Raises OSError or apsw.Error when there is no place for it; then nothing is left behind.
        """
        hidden = parent / f"{HIDDEN}{origin}"
        with ExitStack() as undo:
            hidden.mkdir()
            undo.callback(shutil.rmtree, hidden, ignore_errors=True)
            lock = os.open(hidden / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
            undo.callback(os.close, lock)
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.mark = AckedMark(hidden)
            undo.callback(self.mark.close)
            build_segment(hidden, 1)
            self.path = hidden.rename(parent / origin)
            sync(parent)
            undo.pop_all()
        self._lock = lock

    def leave(self) -> None:
        """Closes the mark and lets go of the lock: the origin is dead."""
        self.mark.close()
        os.close(self._lock)


def make_directory(path: Path) -> None:
    """Makes a directory unless it is there, and its name durable: a log is worth as much as the path to it."""
    path.mkdir(exist_ok=True)
    sync(path.parent)


def list_folders(parent: Path) -> list[Path]:
    """The directories of all origins of a stream, by name."""
    try:
        return sorted(Path(entry.path) for entry in os.scandir(parent) if not entry.name.startswith(HIDDEN))
    except FileNotFoundError:
        return []


def is_living(folder: Path) -> bool:
    """Whether a process holds the origin. It asks for the shared lock only, so askers don't see each other."""
    with _lock(folder, fcntl.LOCK_SH) as free:
        return not free


def remove_folder(folder: Path) -> None:
    """Removes a dead origin whole: renamed first, so that a crash leaves no origin that looks cut."""
    with _lock(folder, fcntl.LOCK_EX) as free, suppress(FileNotFoundError):
        if free:
            shutil.rmtree(folder.rename(folder.with_name(f"{HIDDEN}{folder.name}")))


def sweep(parent: Path, older_than: float) -> None:
    """Removes what a crash left half made or half removed, unless a process may still be at it."""
    for entry in list(os.scandir(parent)):
        hidden = Path(entry.path)
        if entry.name.startswith(HIDDEN) and entry.stat().st_mtime <= older_than and not is_living(hidden):
            shutil.rmtree(hidden, ignore_errors=True)


@contextmanager
def _lock(folder: Path, kind: int) -> Iterator[bool]:
    """Tries to take the lock of an origin and yields whether it was free; a vanished origin is free."""
    try:
        file = os.open(folder / LOCK, os.O_RDONLY)
    except FileNotFoundError:
        yield True
        return
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(file)
