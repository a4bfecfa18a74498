"""The log of a data directory: origins found by looking, read by number, released when they are kept elsewhere."""

import errno
from datetime import timedelta
from pathlib import Path
from threading import Lock

import apsw

from plaudit.clock import Clock, system_clock
from plaudit.errors import MisconfiguredError, PlauditError
from plaudit.eventlog.protocol import Batch, LogUnavailableError, OriginState
from plaudit.eventlog.sqlite.committer import Committer, Sizes
from plaudit.eventlog.sqlite.failures import verdict
from plaudit.eventlog.sqlite.folder import list_folders, make_directory, sweep
from plaudit.eventlog.sqlite.origin import OriginReader
from plaudit.eventlog.sqlite.queue import SubmissionQueue
from plaudit.eventlog.sqlite.reading import SegmentReaders
from plaudit.eventlog.sqlite.writer import SqliteWriter
from plaudit.events.envelope import Stream
from plaudit.ids import new_origin
from plaudit.settings import Settings

LITTER = timedelta(minutes=1)
"""After this time nobody is still busy making or removing a directory."""

_UNUSABLE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.EEXIST})


def open_log(settings: Settings, *, clock: Clock = system_clock) -> "SqliteLog":
    """The log in `<data>/log`; the clock tells how old a segment is."""
    return SqliteLog(settings.data_dir / "log", keep=timedelta(hours=settings.log_retention_hours), clock=clock)


class SqliteLog:
    """Safe to use from several threads; any number of processes may have the same directory open.

    `keep` is how long segments stay after they were released, by the machine's time of their last write.
    """

    def __init__(self, root: Path, *, keep: timedelta, clock: Clock, sizes: Sizes | None = None) -> None:
        self._root = root
        self._keep = keep
        self._clock = clock
        self._sizes = sizes or Sizes()
        self._readers = SegmentReaders()
        self._origins: dict[Path, OriginReader] = {}
        self._lock = Lock()

    def open_writer(self, stream: Stream, process: str) -> SqliteWriter:
        """Raises MisconfiguredError when the directory can't be used, LogUnavailableError while there is no place."""
        origin, parent = new_origin(process), self._root / stream
        try:
            make_directory(self._root)
            make_directory(parent)
            sweep(parent, self._before(LITTER))
            committer = Committer(parent, origin, self._sizes)
        except (OSError, apsw.Error) as error:
            raise self._no_place(error) from error
        return SqliteWriter(origin, committer, SubmissionQueue(bound=self._sizes.queue, group_bytes=self._sizes.group))

    def origins(self, stream: Stream) -> list[OriginState]:
        """Raises LogUnavailableError when the files can't be read now."""
        with self._lock:
            states = [self._state(folder) for folder in list_folders(self._root / stream)]
        return [state for state in states if state is not None]

    def read(self, stream: Stream, origin: str, after: int, limit: int) -> list[Batch]:
        """Raises LogDamagedError or LogUnavailableError; an origin that is gone has no records."""
        with self._lock:
            return self._reader(self._root / stream / origin).read(after, limit)

    def release(self, stream: Stream, origin: str, through: int) -> None:
        """Drops what is old enough; called again later, it drops what has become old enough since."""
        folder = self._root / stream / origin
        with self._lock:
            if folder.is_dir():
                self._reader(folder).release(through, self._before(self._keep))
            if not folder.is_dir():
                self._origins.pop(folder, None)

    def _state(self, folder: Path) -> OriginState | None:
        """What is there of an origin; nothing when another process released it meanwhile."""
        try:
            state = self._reader(folder).state()
        except LogUnavailableError:
            if folder.is_dir():
                raise
            return None
        return state if folder.is_dir() else None

    def _reader(self, folder: Path) -> OriginReader:
        return self._origins.setdefault(folder, OriginReader(folder, self._readers))

    def _before(self, age: timedelta) -> float:
        return (self._clock() - age).timestamp()

    def _no_place(self, error: Exception) -> PlauditError:
        if isinstance(error, OSError) and error.errno in _UNUSABLE:
            return MisconfiguredError(
                f"The event log can't be kept in {self._root} ({error.strerror}); "
                f"make a directory there that this user can write."
            )
        return verdict(error)
