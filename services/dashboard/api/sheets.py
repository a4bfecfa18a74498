"""Rows as CSV that no spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal

from services.dashboard.api.documents import as_document
from services.dashboard.snapshots import Row

FORMULA_STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")  # the last four are the full-width forms


def as_csv(rows: Sequence[Row], columns: Sequence[str]) -> str:
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
