"""What the commands that import a file have in common: into the registry, or into ingest."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from plaudit.cli.output import say, write_json, write_line, write_rows
from plaudit.cli.service_client import open_client

Partial = Annotated[bool, typer.Option("--partial", help="Import the good rows although others are bad.")]


def import_rows(resource: str, file: Path, columns: Sequence[str], *, partial: bool, as_json: bool) -> None:
    """Imports a file and prints what stands now; exit 1 when a row was refused."""
    with open_client("api") as client:
        told = client.send_file(f"/api/{resource}/bulk", file, partial=partial)
    if as_json:
        write_json(told)
    else:
        write_rows(columns, told["items"], as_json=False)
    say(f"{told['created']} created, {told['unchanged']} stood already, {len(told['errors'])} errors.")
    if told["errors"]:
        raise typer.Exit(1)


def upload_rows(resource: str, file: Path, *, partial: bool, as_json: bool) -> None:
    """Sends a file to ingest and prints how many rows are durable now; exit 1 when a row was refused."""
    with open_client("ingest") as client:
        told = client.send_file(f"/api/{resource}", file, partial=partial)
    errors = told.get("errors", [])
    if as_json:
        write_json(told)
    else:
        write_line(f"{told['accepted']} {resource} accepted")
    if errors:
        say(f"{len(errors)} errors; what they are in was left out.")
        raise typer.Exit(1)
