"""The acked mark: the highest number that was acknowledged, in a file of its own beside the segments."""

import os
from pathlib import Path

from plaudit.eventlog.protocol import LogCutError

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


def read_mark(folder: Path) -> int:
    """The acknowledged number. Raises LogCutError when it can't be read, because a cut would then go unseen."""
    try:
        return int((folder / NAME).read_bytes()[:_WIDTH].decode("ascii"))
    except (FileNotFoundError, ValueError) as error:
        raise LogCutError(
            f"The acked mark of {folder.name} can't be read ({error}), so nobody can tell whether its log was cut; "
            f"restore {folder / NAME}, or write the number that is known to be acknowledged into it."
        ) from error
