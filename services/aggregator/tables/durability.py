"""What a commit wrote, forced to the disk, so that the log may forget the records."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from plaudit.errors import PermanentError


class SyncFailedError(PermanentError):
    """The disk did not take what was written; a later sync in this process would prove nothing."""

    reason = "sync_failed"


FORMER_COMMITS = 32
"""More than a process commits without settling: one append, and what others wrote beside it."""

COMMIT_NAME = "[0-9]" * 20 + ".json"


def settle(place: Path, versions: range) -> None:
    """Syncs the files that the commits of these versions added, the commits, and the directories that name them.

    Delta's local writer leaves all of them to the page cache. What upkeep removed meanwhile needs no syncing.
    Blocks for a few milliseconds a commit. Raises SyncFailedError.
    """
    directories: set[Path] = set()
    for version in versions:
        commit = place / "_delta_log" / f"{version:020}.json"
        written = [path for path in (*_added(place, commit), commit) if path.exists()]
        for path in written:
            _sync(path)
        directories.update(path.parent for path in written)
    for directory in sorted(directories):
        _sync(directory)


def settle_former(place: Path, version: int) -> None:
    """Syncs what a killed process may have left in the page cache: its last commits, and the way to a new table."""
    settle(place, range(max(0, version + 1 - FORMER_COMMITS), version + 1))
    for directory in (place / "_delta_log", place, place.parent):
        _sync(directory)


def drop_torn_commit(place: Path) -> Path | None:
    """Removes the newest commit when a power cut left it empty or half, and returns what it removed.

    Such a commit was never settled, so the log still holds its records and they are loaded again.
    """
    newest = max((place / "_delta_log").glob(COMMIT_NAME), default=None)
    if newest is None or _is_whole(newest):
        return None
    newest.unlink()
    return newest


def _is_whole(commit: Path) -> bool:
    try:
        return len([json.loads(line) for line in commit.read_bytes().splitlines()]) > 0
    except ValueError:
        return False


def _added(place: Path, commit: Path) -> Iterator[Path]:
    for line in commit.read_bytes().splitlines() if commit.exists() else ():
        action = json.loads(line)
        if "add" in action:
            yield place / unquote(action["add"]["path"])


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        raise SyncFailedError(
            f"The disk refused to keep {path} ({error}); check the disk, then start again."
        ) from error
    finally:
        os.close(handle)
