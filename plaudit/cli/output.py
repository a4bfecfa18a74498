"""What commands print: data to stdout as a table or JSON, talk to stderr."""

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from plaudit.clock import to_rfc3339

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]
"""The option that every command has: `def list_gaps(as_json: AsJson = False) -> None`."""

PIPED_WIDTH = 200


def say(sentence: str) -> None:
    """Talk for the person at the terminal; never part of the data."""
    sys.stderr.write(sentence + "\n")


def write_line(text: str = "") -> None:
    """One line of data."""
    sys.stdout.write(text + "\n")


def write_json(document: Any) -> None:
    """One JSON document; times as RFC 3339, decimals as strings."""
    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False, default=_as_json) + "\n")


def write_rows(columns: Sequence[str], rows: Sequence[Mapping[str, Any]], *, as_json: bool, title: str = "") -> None:
    """Rows as a table for people, or as a JSON array of objects with exactly these columns."""
    if as_json:
        write_json([{column: row.get(column) for column in columns} for row in rows])
        return
    table = Table(title=title or None, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column, justify="right" if _is_numeric(rows, column) else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_as_text(row.get(column)) for column in columns))
    console().print(table)


def as_plain(text: str) -> str:
    """Text of others as text: neither rich's markup nor a terminal's control characters take effect."""
    return escape("".join(character for character in text if character.isprintable()))


def console() -> Console:
    """A console on stdout that keeps its width when piped, and its colours out of pipes and NO_COLOR."""
    return Console() if sys.stdout.isatty() else Console(width=PIPED_WIDTH)


def _is_numeric(rows: Sequence[Mapping[str, Any]], column: str) -> bool:
    values = [row.get(column) for row in rows if row.get(column) is not None]
    return bool(values) and all(
        isinstance(value, int | float | Decimal) and not isinstance(value, bool) for value in values
    )


def _as_text(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return to_rfc3339(value) if isinstance(value, datetime) else as_plain(str(value))


def _as_json(value: object) -> object:
    match value:
        case datetime():
            return to_rfc3339(value)
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case _:
            return str(value)
