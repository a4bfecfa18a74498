"""One publisher at a time, and never one that would go back."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plaudit.errors import TransientError
from services.aggregator.publish.position import Position, read_position

LOCK_FILE = ".publish.lock"


class StalePublicationError(TransientError):
    """Something newer is published already; nothing was changed."""

    reason = "stale_publication"


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """Holds the lock of publishing, from before tables are pinned until the file is swapped; waits for it."""
    handle = os.open(data_dir / LOCK_FILE, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def refuse_going_back(published_file: Path, position: Position) -> None:
    """Raises StalePublicationError when the published file shows anything later. Call it under the lock."""
    published = read_position(published_file)
    if published is not None and position.is_behind(published):
        raise StalePublicationError(
            f"{published_file} shows {_in_words(published)}, which is later than {_in_words(position)}; "
            "it is left as it is. If the tables were restored or made anew, run `plaudit rebuild`."
        )


def _in_words(position: Position) -> str:
    return f"epoch {position.epoch}, clicks {position.clicks}, events {position.events}"
