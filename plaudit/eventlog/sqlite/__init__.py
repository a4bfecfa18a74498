"""The event log on local disk: SQLite WAL files, one directory an origin, group commit."""

from plaudit.eventlog.sqlite.log import SqliteLog, open_log

__all__ = ["SqliteLog", "open_log"]
