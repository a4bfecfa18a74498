"""Making blocks durable, one after the other, and keeping the files behind them in order."""

from pathlib import Path
from time import monotonic

import msgspec

from plaudit.eventlog.sqlite.appending import OpenSegment
from plaudit.eventlog.sqlite.failures import LogBrokenError
from plaudit.eventlog.sqlite.folder import Home, remove_folder
from plaudit.eventlog.sqlite.segment import build_segment

WATCH_SECONDS = 1.0


class Sizes(msgspec.Struct, frozen=True):
    """In bytes: what one file holds of heads and bodies, a commit gathers, the WAL grows to, may wait."""

    segment: int = 64 << 20
    group: int = 1 << 20
    wal: int = 2 << 20
    queue: int = 32 << 20


class Committer:
    """The files of one origin in the hands of its writer's thread."""

    def __init__(self, parent: Path, origin: str, sizes: Sizes) -> None:
        self.head = 0
        self._home = Home(parent, origin)
        self._sizes = sizes
        self._segment = OpenSegment(self._home.path, 1)
        self._watched = monotonic()

    def commit(self, count: int, heads: bytes, bodies: bytes) -> None:
        """Makes a block durable, then the acked mark; raises what SQLite and the system raise.

        When the block fails, its numbers are not used up and the next block gets them. When the mark alone fails,
        the block stays in the log and nobody is told that it does: senders repeat, and the repetition is recognised
        from the facts. To acknowledge it would let a later cut go unseen.
        """
        self._segment.append(self.head + 1, count, heads, bodies)
        self.head += count
        self._home.mark.write(self.head)

    def tidy(self) -> None:
        """What is due between two commits: emptying the WAL, the next segment, a look whether the files still exist."""
        if self._segment.wal_size >= self._sizes.wal:
            self._segment.checkpoint()
            if self._segment.size >= self._sizes.segment:
                self._roll()
        if monotonic() - self._watched > WATCH_SECONDS:
            self._watch()

    def leave(self) -> None:
        """Closes everything; an origin that nothing was written to disappears."""
        self._segment.close()
        self._home.leave()
        if self.head == 0:
            remove_folder(self._home.path)

    def abandon(self) -> None:
        """Lets go without another write, for a disk that can't be trusted to hold what it is given."""
        self._segment.abandon()
        self._home.leave()

    def _roll(self) -> None:
        build_segment(self._home.path, self.head + 1)
        full, self._segment = self._segment, OpenSegment(self._home.path, self.head + 1)
        full.close()

    def _watch(self) -> None:
        """Files that were removed under us take every write and keep none."""
        self._watched = monotonic()
        if self._home.mark.is_unlinked():
            raise LogBrokenError(f"{self._home.path} was removed while its process runs; restart the process.")
