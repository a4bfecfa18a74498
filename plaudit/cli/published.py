"""The published file, for commands that only read: `analytics.duckdb` of the data directory."""

from collections.abc import Sequence
from typing import Any

from plaudit.errors import PermanentError
from plaudit.settings import Settings


def query(settings: Settings, sql: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
    """The rows of a query over one snapshot, by column name. Raises PermanentError when nothing is published yet."""
    import duckdb  # noqa: PLC0415 - a tenth of a second that only these commands pay

    if not settings.analytics_file.exists():
        raise PermanentError(f"{settings.analytics_file} is not there yet; start the services with `plaudit up`.")
    with duckdb.connect(str(settings.analytics_file), read_only=True) as connection:
        cursor = connection.execute(sql, list(parameters))
        columns = [column[0] for column in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
