"""One origin as its readers see it: what is there, the records after a number, letting go of what is kept elsewhere."""

import logging
from bisect import bisect_right
from contextlib import closing
from itertools import pairwise
from pathlib import Path

from plaudit.eventlog.lines import merge
from plaudit.eventlog.protocol import Batch, LogDamagedError, OriginState
from plaudit.eventlog.sqlite.folder import is_living, remove_folder
from plaudit.eventlog.sqlite.mark import read_mark
from plaudit.eventlog.sqlite.reading import SegmentReaders
from plaudit.eventlog.sqlite.segment import list_segments, remove_segment, written_at

READ_BYTES = 64 << 20

_log = logging.getLogger(__name__)


class OriginReader:
    """Not safe for several threads at once; the log holds its lock around every call."""

    def __init__(self, folder: Path, readers: SegmentReaders) -> None:
        self._folder = folder
        self._readers = readers
        self._final: tuple[int, int] | None = None

    def state(self) -> OriginState:
        """Asked in this order, a living origin can only have grown in between: `acked` > `head` is a cut for sure."""
        living = self._final is None and is_living(self._folder)
        acked, head = self._final or self._acked_and_head(living)
        if not living:
            self._final = acked, head
        segments = list_segments(self._folder)
        return OriginState(self._folder.name, segments[0] if segments else head + 1, head, acked, living)

    def read(self, after: int, limit: int) -> list[Batch]:
        found: list[Batch] = []
        room = READ_BYTES
        for first in self._segments_after(after):
            with closing(self._readers.of(self._folder, first).blocks(after)) as blocks:
                for block in blocks:
                    found.append(block)
                    room -= len(block.heads) + len(block.bodies)
                    if block.last - after >= limit or room <= 0:
                        return merge(found)
        return merge(found)

    def release(self, through: int, older_than: float) -> None:
        """Drops whole segments up to a number that nothing was written to since an instant in Unix seconds.

        The last segment of an origin is dropped with the whole origin, once its writer is gone.
        """
        state = self.state()
        segments = list_segments(self._folder)
        old = [first for first in segments if written_at(self._folder, first) <= older_than]
        if not state.living and through >= max(state.head, state.acked) and (old == segments or not state.head):
            self._readers.forget(self._folder)
            remove_folder(self._folder)
            return
        for first, following in pairwise(segments):
            if first not in old or following - 1 > through:
                break
            self._readers.forget(self._folder)
            remove_segment(self._folder, first)

    def _acked_and_head(self, living: bool) -> tuple[int, int]:
        """A dead origin without a mark to trust counts as cut behind its head: nobody can tell that it was not."""
        acked, head = read_mark(self._folder), self._head()
        if acked is None:
            _log.error("The acked mark of %s can't be read; restore it, or accept what may be lost", self._folder)
            acked = head if living else head + 1
        return acked, head

    def _head(self) -> int:
        """The last number there is. A damaged segment has none, so what was acknowledged of it shows as cut."""
        segments = list_segments(self._folder)
        if not segments:
            return 0
        try:
            return self._readers.of(self._folder, segments[-1]).head()
        except LogDamagedError:
            return segments[-1] - 1

    def _segments_after(self, number: int) -> list[int]:
        segments = list_segments(self._folder)
        return segments[max(bisect_right(segments, number + 1) - 1, 0) :]
