"""Puts a finished file in the place of the published one, so that a reader sees the old or the new, never half."""

import os
import shutil
from pathlib import Path

DRAFT_PREFIX = ".pub-"


def swap(draft: Path, published: Path) -> None:
    """Makes the draft durable and renames it over the published file. Raises OSError; then nothing has changed."""
    _sync(draft)
    draft.replace(published)
    _sync(published.parent)


def remove_drafts(directory: Path) -> None:
    """Removes what killed publishers left behind. Call it under the lock."""
    for path in directory.glob(f"{DRAFT_PREFIX}*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
