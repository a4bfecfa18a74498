"""What a failing disk means: full (space may return), unavailable (try again), or not to be trusted any more."""

import errno

import apsw

from plaudit.eventlog.protocol import LogFullError, LogUnavailableError

_FULL_ERRNOS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
# A file size limit and a full tmpfs reach us as I/O errors of these kinds, not as SQLITE_FULL.
_FULL_IO = frozenset({apsw.SQLITE_IOERR_WRITE, apsw.SQLITE_IOERR_SHMSIZE})
_PASSING = (apsw.BusyError, apsw.LockedError, apsw.CantOpenError, apsw.NoMemError, MemoryError)


class LogBrokenError(LogUnavailableError):
    """The disk answered in a way after which a later success proves nothing; the process should restart.

    After a failed fsync the kernel may drop what it could not write and report the next fsync as done.
    """

    reason = "log_broken"


def verdict(error: Exception) -> LogUnavailableError:
    """What the failure of a commit means for those who wait: LogFullError, LogUnavailableError or LogBrokenError."""
    if _is_full(error):
        return LogFullError(f"The disk of the event log is full ({error}); free some space.")
    if isinstance(error, _PASSING):
        return LogUnavailableError(f"The event log can't be written now ({error}); try again.")
    return LogBrokenError(
        f"The event log can't be trusted any more ({error!r}); check the disk and restart the process."
    )


def _is_full(error: Exception) -> bool:
    if isinstance(error, apsw.FullError):
        return True
    if isinstance(error, apsw.IOError):
        return getattr(error, "extendedresult", 0) in _FULL_IO  # the stubs of apsw leave the attribute out
    return isinstance(error, OSError) and error.errno in _FULL_ERRNOS
