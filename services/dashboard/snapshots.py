"""The published file as its readers see it: one snapshot a request, the newest that is there."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Condition
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from plaudit.errors import TransientError

Row = dict[str, Any]
LOCKED_DOWN = (  # holds for the whole instance, so whoever opens the file second finds it done
    "SET TimeZone = 'UTC'",
    "SET enable_external_access = false",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET lock_configuration = true",
)


class NothingPublishedError(TransientError):
    """There is no published file yet, or none that can be read."""

    reason = "nothing_published"


class Snapshot:
    """One published file, for the time of one request."""

    def __init__(self, cursor: DuckDBPyConnection) -> None:
        self._cursor = cursor

    def rows(self, sql: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
        """All rows of a query with `$name` parameters."""
        result = self._cursor.execute(sql, dict(parameters or {}))
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, values, strict=True)) for values in result.fetchall()]

    def row(self, sql: str, parameters: Mapping[str, object] | None = None) -> Row | None:
        """The only row of a query, None when there is none."""
        found = self.rows(sql, parameters)
        return found[0] if found else None


class Snapshots:
    """Opens the published file once and again after each swap. Safe for threads.

    DuckDB caches an open file by its path: opened a second time while the first is open, it shows the old
    rows. So readers of the old file finish first, then it is closed, then the new one is opened.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._changed = Condition()
        self._readers = 0
        self._opened: tuple[int, int] | None = None
        self._connection: DuckDBPyConnection | None = None

    @contextmanager
    def read(self) -> Iterator[Snapshot]:
        """The newest snapshot. Waits for readers of an older one; raises NothingPublishedError."""
        cursor = self._enter()
        try:
            yield Snapshot(cursor)
        finally:
            cursor.close()
            with self._changed:
                self._readers -= 1
                self._changed.notify_all()

    def close(self) -> None:
        """Lets go of the file; a later read opens it again."""
        with self._changed:
            self._release()

    def _enter(self) -> DuckDBPyConnection:
        with self._changed:
            connection = self._newest()
            while connection is None:
                self._changed.wait()
                connection = self._newest()
            self._readers += 1
            return connection.cursor()

    def _newest(self) -> DuckDBPyConnection | None:
        """The connection to the file that lies there now; None while an older one is still being read."""
        identity = self._identity()
        if identity != self._opened:
            if self._readers:
                return None
            self._release()
            self._connection, self._opened = self._open(), identity
        return self._connection

    def _open(self) -> DuckDBPyConnection:
        try:
            connection = duckdb.connect(str(self._file), read_only=True)
        except duckdb.Error as error:
            raise NothingPublishedError(f"{self._file.name} can't be read: {error}") from error
        if connection.execute("SELECT NOT current_setting('lock_configuration')").fetchall()[0][0]:
            connection.execute("; ".join(LOCKED_DOWN))
        return connection

    def _release(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection, self._opened = None, None

    def _identity(self) -> tuple[int, int]:
        """What changes when another file takes the place."""
        try:
            found = self._file.stat()
        except OSError as error:
            raise NothingPublishedError(
                "Nothing is published yet; the aggregator publishes as soon as it runs."
            ) from error
        return found.st_ino, found.st_mtime_ns
