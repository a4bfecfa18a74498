"""Rows of tables as JSON documents, and as sheets that no spreadsheet takes for formulas."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from plaudit.clock import to_rfc3339

FORMULA_STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")  # the last four are the full-width forms


def as_document(value: Any) -> Any:
    """Values as JSON has them: money as decimal strings, times as RFC 3339."""
    match value:
        case dict():
            return {name: as_document(part) for name, part in value.items()}
        case list() | tuple():
            return [as_document(part) for part in value]
        case Decimal():
            return str(value)
        case datetime():
            return to_rfc3339(value)
        case date():
            return value.isoformat()
        case _:
            return value


def as_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """A sheet with a header: texts that begin like a formula get a leading apostrophe, numbers stay numbers."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[column]) for column in columns] for row in rows)
    return sheet.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    if value is None or isinstance(value, int | float | Decimal):
        return value
    return _guarded(" ".join(value) if isinstance(value, list) else str(as_document(value)))


def _guarded(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text
