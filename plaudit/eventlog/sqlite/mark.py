"""The acked mark: the highest number that was acknowledged, in a file of its own beside the segments."""

import os
from pathlib import Path

NAME = "acked"
_WIDTH = 20


class AckedMark:
    """Written after every commit and before its acknowledgement, so that a log that was cut is seen.

    O_DSYNC makes each write durable by itself: one system call instead of two, so the writer's thread lets go
    of the interpreter once. The file never changes its size, so no later write needs space or metadata.
    """

    def __init__(self, folder: Path) -> None:
        self._file = os.open(folder / NAME, os.O_WRONLY | os.O_CREAT | os.O_DSYNC, 0o644)
        self.write(0)

    def write(self, number: int) -> None:
        os.pwrite(self._file, b"%020d\n" % number, 0)

    def is_unlinked(self) -> bool:
        """Whether somebody removed the file, and with it most likely the whole origin, under the writer."""
        return os.fstat(self._file).st_nlink == 0

    def close(self) -> None:
        os.close(self._file)


def read_mark(folder: Path) -> int | None:
    """The acknowledged number, or None when the mark is gone or altered."""
    try:
        return int((folder / NAME).read_bytes()[:_WIDTH].decode("ascii"))
    except (FileNotFoundError, ValueError):
        return None
