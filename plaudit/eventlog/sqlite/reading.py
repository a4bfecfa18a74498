"""Segments open for reading: blocks after a number, out of files that another process may be writing."""

from collections import OrderedDict
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from plaudit.eventlog.lines import after
from plaudit.eventlog.protocol import Batch, LogDamagedError, LogUnavailableError
from plaudit.eventlog.sqlite.segment import BUSY_MILLISECONDS, checksum, segment_path

OPEN_FILES = 32
CACHE_KIB = 256

_HEAD = "SELECT first + count - 1 FROM blocks ORDER BY first DESC LIMIT 1"
_BLOCKS = """
SELECT first, count, crc, heads, bodies FROM blocks
WHERE first >= coalesce((SELECT max(first) FROM blocks WHERE first <= ?1), 0)
ORDER BY first
"""


class SegmentReader:
    """One segment, read only; it never makes the writer wait.

    Raises LogDamagedError where the file is not what was written, LogUnavailableError where it can't be read now.
    """

    def __init__(self, folder: Path, first: int) -> None:
        self._origin = folder.name
        self._first = first
        self._path = segment_path(folder, first)
        with self._explained():
            self._connection = apsw.Connection(str(self._path), flags=apsw.SQLITE_OPEN_READONLY)
            self._connection.set_busy_timeout(BUSY_MILLISECONDS)
            self._connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")  # nothing is read twice

    def head(self) -> int:
        """The last number in the segment, or the one before its first while it is empty."""
        with self._explained():
            found: int | None = self._connection.execute(_HEAD).get
        return self._first - 1 if found is None else found

    def blocks(self, number: int) -> Generator[Batch]:
        """Each block with records after a number, the first one without the records up to it."""
        with self._explained():
            for first, count, crc, heads, bodies in self._connection.execute(_BLOCKS, (number + 1,)):
                if checksum(first, count, heads, bodies) != crc:
                    raise self._damaged(f"block {first} has another checksum than when it was written")
                if first + count - 1 > number:
                    yield after(Batch(self._origin, first, count, heads, bodies), number)

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (apsw.CorruptError, apsw.NotADBError, apsw.SQLError, TypeError, ValueError) as error:
            raise self._damaged(str(error)) from error
        except apsw.Error as error:
            raise LogUnavailableError(f"The event log can't be read now: {self._path}: {error}.") from error

    def _damaged(self, what: str) -> LogDamagedError:
        return LogDamagedError(f"The event log is damaged: {self._path}: {what}. Restore the file from a backup.")


class SegmentReaders:
    """The segments that are kept open: for each origin the one that was read last, and not too many."""

    def __init__(self) -> None:
        self._open: OrderedDict[Path, tuple[int, SegmentReader]] = OrderedDict()

    def of(self, folder: Path, first: int) -> SegmentReader:
        held = self._open.get(folder)
        if held is None or held[0] != first:
            self.forget(folder)
            held = self._open[folder] = first, SegmentReader(folder, first)
        self._open.move_to_end(folder)
        while len(self._open) > OPEN_FILES:
            self._open.popitem(last=False)[1][1].close()
        return held[1]

    def forget(self, folder: Path) -> None:
        """Closes what is open of an origin."""
        if folder in self._open:
            self._open.pop(folder)[1].close()
