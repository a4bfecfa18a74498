"""What a request carries: JSON or CSV, read strictly, every error with its place."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from fastapi import Request
from pydantic import ValidationError
from pydantic_core import from_json

from plaudit.http.problems import Problem, invalid_fields
from services.redirector.api.bodies import Body

B = TypeVar("B", bound=Body)

JSON = "application/json"
CSV = "text/csv"
LARGEST_BODY = 16 * 2**20


class Row(NamedTuple):
    """One row of a bulk request; `line` counts the lines of a CSV file from 1 (its header), or JSON items."""

    line: int
    fields: Mapping[str, Any]


class Payload(NamedTuple):
    """The bytes of a request and the media type they claim, without parameters, in lower case."""

    media_type: str
    data: bytes


async def read_payload(request: Request) -> Payload:
    """A FastAPI dependency, so that the routes themselves can run off the event loop."""
    media_type = request.headers.get("content-type", JSON).partition(";")[0].strip().lower()
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > LARGEST_BODY:
            raise Problem(413, "Too large", f"A body has at most {LARGEST_BODY // 2**20} MiB; split it.")
    return Payload(media_type, bytes(data))


def json_object(payload: Payload) -> dict[str, Any]:
    """Raises Problem 415 for another media type, 400 for what is no JSON object."""
    if payload.media_type != JSON:
        raise _unsupported(JSON)
    document = _json(payload.data)
    if not isinstance(document, dict):
        raise Problem(400, "Malformed request", "The body must be a JSON object.")
    return document


def read_body(model: type[B], fields: Mapping[str, Any]) -> B:
    """Raises Problem 422 that names every wrong or unknown field."""
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        raise invalid_fields(error.errors(include_url=False, include_input=False, include_context=False)) from None


def bulk_rows(payload: Payload) -> list[Row]:
    """The rows of a JSON array or a CSV file. Raises Problem 415, or 400 for what can't be read at all."""
    readers: dict[str, Callable[[bytes], Iterator[Row]]] = {JSON: _json_rows, CSV: _csv_rows}
    if payload.media_type not in readers:
        raise _unsupported(f"{JSON} or {CSV}")
    return list(readers[payload.media_type](payload.data))


def merge_patch(target: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """RFC 7396, but null stays as null: bodies take it for an absent value."""
    merged = dict(target)
    for name, value in patch.items():
        former = merged.get(name)
        merged[name] = merge_patch(former, value) if isinstance(former, dict) and isinstance(value, dict) else value
    return merged


def _json_rows(data: bytes) -> Iterator[Row]:
    document = _json(data)
    if not isinstance(document, list):
        raise Problem(400, "Malformed request", "The body must be a JSON array of objects.")
    for number, item in enumerate(document, start=1):
        if not isinstance(item, dict):
            raise Problem(400, "Malformed request", f"Item {number} of the array is no JSON object.")
        yield Row(number, item)


def _csv_rows(data: bytes) -> Iterator[Row]:
    """Headers are field names (`utm.source` for a nested one); an empty cell is an absent value."""
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
    if not header or not all(header) or len(set(header)) < len(header):
        raise Problem(400, "Malformed request", "The first line must name every column, each with another name.")


def _fields(header: list[str], cells: list[str]) -> dict[str, Any]:
    """Cells beyond the header are kept under a name that no body knows, so that the row is refused."""
    fields: dict[str, Any] = {}
    for name, cell in zip([*header, *[f"column {n + 1}" for n in range(len(header), len(cells))]], cells, strict=False):
        if cell.strip():
            outer, _, inner = name.partition(".")
            fields.update({outer: fields.get(outer, {}) | {inner: cell}} if inner else {outer: cell})
    return fields


def _json(data: bytes) -> Any:
    try:
        return from_json(data, allow_inf_nan=False)
    except ValueError as error:
        raise Problem(400, "Malformed request", f"The body is no JSON: {error}.") from error


def _unsupported(wanted: str) -> Problem:
    return Problem(415, "Unsupported media type", f"The body must be {wanted}.")
