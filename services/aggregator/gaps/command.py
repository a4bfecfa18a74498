"""`plaudit gaps list` and `plaudit gaps accept`."""

import re
from typing import Annotated, Any

import typer

from plaudit.cli.output import AsJson, say, write_json, write_rows
from plaudit.errors import PermanentError
from plaudit.eventlog.backends import open_log
from plaudit.settings import load_settings
from plaudit.startup import check_writable
from services.aggregator.gaps.acceptance import accept
from services.aggregator.gaps.holes import find_holes
from services.aggregator.loader.intake import Hole

COLUMNS = ("stream", "origin", "first", "last", "records", "reason")
SPAN = re.compile(r"([1-9][0-9]*)(?:-([1-9][0-9]*))?\Z")


def list_gaps(*, as_json: AsJson = False) -> None:
    """Works whether or not the aggregator runs. Without a gap the list is empty."""
    settings = load_settings()
    check_writable(settings.data_dir)
    holes = list(find_holes(open_log(settings), settings.tables_location))
    write_rows(COLUMNS, [_row(hole) for hole in holes], as_json=as_json, title="Gaps")
    for hole in holes:
        say(hole.sentence)


def accept_gap(
    origin: Annotated[str, typer.Argument(help="The origin that is held, as `plaudit gaps list` names it.")],
    numbers: Annotated[str, typer.Argument(help="The numbers that are lost, like 17-20.")],
    *,
    as_json: AsJson = False,
) -> None:
    """The loss is written down as rows with the reason `lost`; what comes after it is loaded again."""
    first, last = _parse_span(numbers)
    settings = load_settings()
    check_writable(settings.data_dir)
    accepted = accept(open_log(settings), settings.tables_location, origin, first, last)
    if as_json:
        write_json(_row(accepted))
    say(f"Accepted the loss of {last - first + 1} records: {first}-{last} of {origin}.")


def _parse_span(text: str) -> tuple[int, int]:
    if (match := SPAN.match(text)) is None:
        raise PermanentError(f"{text!r} names no numbers; write them like 17-20.")
    return int(match[1]), int(match[2] or match[1])


def _row(hole: Hole) -> dict[str, Any]:
    return {
        "stream": hole.stream,
        "origin": hole.origin,
        "first": hole.first,
        "last": hole.last,
        "records": hole.last - hole.first + 1,
        "reason": hole.reason,
    }
