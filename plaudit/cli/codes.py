"""`plaudit code issue`: one discount code, or those of a file."""

from pathlib import Path
from typing import Annotated, Any

import typer

from plaudit.cli.imports import Partial, import_rows
from plaudit.cli.output import AsJson, write_json, write_line
from plaudit.cli.service_client import open_client

COLUMNS = ("code", "store", "campaign_id", "creator_id", "valid_from", "valid_until", "code_id")


def issue_code(
    code: Annotated[str | None, typer.Argument(help="The code as followers type it.")] = None,
    *,
    store: Annotated[str | None, typer.Option(help="The store that takes the code.")] = None,
    campaign: Annotated[str | None, typer.Option(help="The campaign's id.")] = None,
    creator: Annotated[str | None, typer.Option(help="The creator who owns it.")] = None,
    valid_from: Annotated[str | None, typer.Option(help="RFC 3339; a later one passes the code on.")] = None,
    valid_until: Annotated[str | None, typer.Option(help="RFC 3339; from then on it is nobody's.")] = None,
    file: Annotated[Path | None, typer.Option(help="Issue every row of a CSV file or JSON array instead.")] = None,
    partial: Partial = False,
    as_json: AsJson = False,
) -> None:
    if file is not None:
        import_rows("codes", file, COLUMNS, partial=partial, as_json=as_json)
        return
    if not (code and store and campaign and creator):
        raise typer.BadParameter("A code needs its text, --store, --campaign and --creator; or give --file.")
    body: dict[str, Any] = {
        "code": code,
        "store": store,
        "campaign_id": campaign,
        "creator_id": creator,
        "valid_from": valid_from,
        "valid_until": valid_until,
    }
    with open_client("api") as client:
        _, issued = client.send("POST", "/api/codes", json=body)
    write_json(issued) if as_json else write_line(issued["code_id"])
