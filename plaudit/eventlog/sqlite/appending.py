"""A segment open for appending."""

from pathlib import Path

import apsw

from plaudit.eventlog.sqlite.segment import BUSY_MILLISECONDS, PAGE_BYTES, checksum, segment_path

_INSERT = "INSERT INTO blocks VALUES (?, ?, ?, ?, ?)"


class OpenSegment:
    """The segment that the writer appends to; `size` counts bytes of heads and bodies, `wal_size` those of the WAL."""

    def __init__(self, folder: Path, first: int) -> None:
        self._connection = apsw.Connection(str(segment_path(folder, first)), flags=apsw.SQLITE_OPEN_READWRITE)
        self._connection.set_busy_timeout(BUSY_MILLISECONDS)
        # Checkpoints are the writer's to make, between commits: inside a commit SQLite would hide their failure.
        self._connection.execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0")
        self._execute = self._connection.cursor().execute
        self.size = 0
        self.wal_size = 0

    def append(self, first: int, count: int, heads: bytes, bodies: bytes) -> None:
        """Commits one block durably. One step with two blobs: each step lets go of the interpreter once."""
        self._execute(_INSERT, (first, count, checksum(first, count, heads, bodies), heads, bodies))
        written = len(heads) + len(bodies)
        self.size += written
        self.wal_size += written + PAGE_BYTES  # however small a block is, its page is written

    def checkpoint(self) -> None:
        """Moves what the WAL holds into the file, as far as no reader is in the way, so that the WAL starts anew."""
        self.wal_size = 0
        self._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)

    def abandon(self) -> None:
        """Closes without a checkpoint, for a disk that can't be trusted to hold what it is given."""
        self._connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        self._connection.close()

    def close(self) -> None:
        """Checkpoints and closes; the WAL disappears unless somebody reads it."""
        self._connection.close()
