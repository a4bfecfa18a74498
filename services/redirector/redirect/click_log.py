"""The worker's place in the event log: a writer that is opened, replaced when it breaks, and drained at the end."""

from plaudit.eventlog.protocol import EventLog, LogWriter

PROCESS = "redirect"


class ClickLog:
    """Holds the writer of clicks; None while there is no place for one."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._writer: LogWriter | None = None

    def writer(self) -> LogWriter | None:
        return self._writer

    def is_healthy(self) -> bool:
        writer = self._writer
        return writer is not None and writer.is_healthy()

    def keep(self) -> None:
        """Opens a writer when there is none that works. Raises what the log raises; asked again later.

        A broken writer is let go of first: its origin ends where its last commit was, and the next has
        numbers of its own.
        """
        if self.is_healthy():
            return
        self.close()
        self._writer = self._log.open_writer("clicks", PROCESS)

    def close(self) -> None:
        """Commits what is queued."""
        broken, self._writer = self._writer, None
        if broken is not None:
            broken.close()
