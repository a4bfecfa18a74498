"""The published file, for commands that only read: `analytics.duckdb` of the data directory."""

from collections.abc import Iterable, Sequence
from typing import Any

from plaudit.errors import PermanentError
from plaudit.settings import Settings


def query(settings: Settings, sql: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
    """The rows of a query over one snapshot, by column name. Raises PermanentError when nothing is published yet."""
    return query_all(settings, [(sql, parameters)])[0]


def query_all(settings: Settings, queries: Iterable[tuple[str, Sequence[object]]]) -> list[list[dict[str, Any]]]:
    """The rows of several queries over the same snapshot. Raises PermanentError when nothing is published yet."""
    import duckdb  # noqa: PLC0415 - a tenth of a second that only these commands pay

    if not settings.analytics_file.exists():
        raise PermanentError(f"{settings.analytics_file} is not there yet; start the services with `plaudit up`.")
    with duckdb.connect(str(settings.analytics_file), read_only=True) as connection:
        return [_rows(connection.execute(sql, list(parameters))) for sql, parameters in queries]


def _rows(cursor: Any) -> list[dict[str, Any]]:
    columns = [column[0] for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
