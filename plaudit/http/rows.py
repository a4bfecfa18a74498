"""Bodies of many rows: JSON, newline-delimited JSON or CSV, every row with the line it stands in."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from pydantic_core import from_json

from plaudit.http.problems import Problem

JSON = "application/json"
NDJSON = "application/x-ndjson"
CSV = "text/csv"
LIST_MARK, LIST_SEPARATOR = "[]", ";"


class Row(NamedTuple):
    """`line` counts the lines of a file from 1 (the header of a CSV file), or the items of a JSON array."""

    line: int
    fields: Mapping[str, Any]


class RowError(NamedTuple):
    """What is wrong with one field of one row."""

    line: int
    field: str
    reason: str


def media_type_of(content_type: str | None) -> str:
    """The media type without parameters in lower case; JSON when none is said."""
    return (content_type or JSON).partition(";")[0].strip().lower()


def read_rows(media_type: str, data: bytes) -> list[Row]:
    """The rows of a body: a JSON object or an array of them, one object a line, or a CSV file.

    CSV headers are field names: `utm.source` for a nested one, `codes[]` for a list whose values `;` parts;
    an empty cell is an absent value. Raises Problem 415 for another media type, 400 for what can't be read
    at all, 422 naming the rows that are no objects.
    """
    if media_type not in READERS:
        raise Problem(415, "Unsupported media type", f"The body must be one of {', '.join(READERS)}.")
    return list(READERS[media_type](data))


def bad_rows(errors: Iterable[RowError]) -> Problem:
    """422 with everything that is wrong, by line; nothing was taken."""
    found = sorted(set(errors))
    lines = len({error.line for error in found})
    detail = f"{lines} rows are wrong and nothing was imported; mend them, or ask for ?partial=true."
    return Problem(422, "Bad rows", detail, [error._asdict() for error in found])


def _json_rows(data: bytes) -> Iterator[Row]:
    document = read_json(data)
    return _objects(enumerate(document if isinstance(document, list) else [document], start=1))


def _ndjson_rows(data: bytes) -> Iterator[Row]:
    numbered = [(number, line) for number, line in enumerate(data.split(b"\n"), start=1) if line.strip()]
    return _objects((number, _json_or_none(line)) for number, line in numbered)


def _objects(numbered: Iterable[tuple[int, Any]]) -> Iterator[Row]:
    items = list(numbered)
    wrong = [RowError(number, "", "A row is a JSON object.") for number, item in items if not isinstance(item, dict)]
    if wrong:
        raise bad_rows(wrong)
    return (Row(number, item) for number, item in items)


def _csv_rows(data: bytes) -> Iterator[Row]:
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        header = [name.strip() for name in next(reader, [])]
        _check_header(header)
        begins = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Row(begins, _fields(header, cells))
            begins = reader.line_num + 1
    except (UnicodeDecodeError, csv.Error) as error:
        raise Problem(400, "Malformed request", f"The body is no CSV file in UTF-8: {error}.") from error


def _check_header(header: list[str]) -> None:
    """A column is a value or holds others, so `a` can't stand beside `a.b`, nor `a` beside `a[]`."""
    names = [name.removesuffix(LIST_MARK) for name in header]
    outer = {name[:place] for name in names for place, character in enumerate(name) if character == "."}
    if not names or not all(names) or len(set(names)) < len(names) or outer & set(names):
        raise Problem(400, "Malformed request", "The first line must name every column, each with another name.")


def _fields(header: list[str], cells: list[str]) -> dict[str, Any]:
    """Cells beyond the header are kept under a name that no body knows, so that the row is refused."""
    names = [*header, *[f"column {number + 1}" for number in range(len(header), len(cells))]]
    fields: dict[str, Any] = {}
    for name, cell in zip(names, cells, strict=False):
        if cell.strip():
            _put(fields, name, cell)
    return fields


def _put(fields: dict[str, Any], name: str, cell: str) -> None:
    *outer, inner = name.removesuffix(LIST_MARK).split(".")
    for part in outer:
        fields = fields.setdefault(part, {})
    values = [value.strip() for value in cell.split(LIST_SEPARATOR) if value.strip()]
    fields[inner] = values if name.endswith(LIST_MARK) else cell


def read_json(data: bytes) -> Any:
    """A strict JSON document. Raises Problem 400 for what is none."""
    try:
        return from_json(data, allow_inf_nan=False)
    except ValueError as error:
        raise Problem(400, "Malformed request", f"The body is no JSON: {error}.") from error


def _json_or_none(line: bytes) -> Any:
    try:
        return from_json(line, allow_inf_nan=False)
    except ValueError:
        return None


READERS: Mapping[str, Callable[[bytes], Iterator[Row]]] = {JSON: _json_rows, NDJSON: _ndjson_rows, CSV: _csv_rows}
