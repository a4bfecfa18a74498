"""Rows as CSV that no spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from plaudit.clock import to_rfc3339
from services.dashboard.snapshots import Row

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def as_csv(rows: Sequence[Row], columns: Sequence[str]) -> str:
    """A sheet with a header: texts that begin like a formula get a leading apostrophe, numbers stay numbers."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[column]) for column in columns] for row in rows)
    return sheet.getvalue()


def _cell(value: object) -> object:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case int() | float() | Decimal():
            return value
        case datetime():
            return to_rfc3339(value)
        case date():
            return value.isoformat()
        case list():
            return _guarded(" ".join(str(part) for part in value))
        case _:
            return _guarded(str(value))


def _guarded(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text
