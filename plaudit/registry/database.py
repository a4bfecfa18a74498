"""The registry's database: its transactions, and the one place that knows which database it is."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, NoSuchModuleError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry

from plaudit.errors import MisconfiguredError
from plaudit.registry.errors import RegistryUnavailableError
from plaudit.registry.tables import metadata

BUSY_SECONDS = 5.0
WRITERS_LOCK = 7_266_271_530
"""Names the advisory lock of writers on PostgreSQL."""

OUR_MISTAKES = (IntegrityError, DataError, ProgrammingError)

SQLITE_PRAGMAS = (
    "journal_mode = DELETE",  # the SQLite inside CPython has the WAL-reset bug, so no WAL
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",  # a destroyed salt leaves no bytes behind
    "cache_spill = OFF",  # a large import must not shut readers out before it commits
)


class Database:
    """Transactions that see one state. Writers take turns, so change numbers become visible in their order."""

    def __init__(self, url: str) -> None:
        self._engine = _engine(_parsed(url))
        self._turn = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Raises RegistryUnavailableError when the database does not answer in time."""
        with _translated(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Commits at the end, rolls back on any exception. Waits for the writer before."""
        with _translated(), self._turn, self._engine.connect() as connection:
            connection = connection.execution_options(writes=True)  # noqa: PLW2901 - the same connection
            with connection.begin():
                yield connection

    def create_tables(self) -> None:
        """Makes what is missing; processes that start together do so one after the other.

        A registry that is whole is only read, so that a process can start while another writes.
        """
        with self.reading() as connection:
            is_whole = set(metadata.tables) <= set(inspect(connection).get_table_names())
        if not is_whole:
            with self.writing() as connection:
                metadata.create_all(connection)

    def close(self) -> None:
        self._engine.dispose()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except PoolTimeoutError as error:
        raise RegistryUnavailableError("The registry's database is busy; try again.") from error
    except OUR_MISTAKES:
        raise
    except DBAPIError as error:
        raise RegistryUnavailableError(f"The registry's database does not answer: {error.orig}.") from error


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError as error:
        raise MisconfiguredError("PLAUDIT_REGISTRY_URL is no SQLAlchemy URL.") from error


def _engine(url: URL) -> Engine:
    try:
        engine = create_engine(url, pool_pre_ping=url.get_backend_name() != "sqlite")
    except (NoSuchModuleError, ImportError) as error:
        raise MisconfiguredError(
            f"PLAUDIT_REGISTRY_URL names {url.drivername!r}, whose driver is not installed: {error}."
        ) from error
    if engine.dialect.name == "sqlite":
        _make_private(url)
        event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def _make_private(url: URL) -> None:
    """The file holds creators' names and salts: only its owner may read it."""
    path = Path(url.database or "registry.sqlite")
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise MisconfiguredError(f"The registry {path} can't be opened: {error.strerror}.") from error


def _set_up_sqlite(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions begin where we say so
    connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Begins a transaction; one that writes waits here for its turn among all processes."""
    writes = connection.get_execution_options().get("writes", False)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    elif writes:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITERS_LOCK})
