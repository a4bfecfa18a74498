"""`plaudit engagements import FILE.csv`."""

from pathlib import Path
from typing import Annotated

import typer

from plaudit.cli.imports import Partial, upload_rows
from plaudit.cli.output import AsJson


def import_engagements(
    file: Annotated[Path, typer.Argument(help="CSV file whose headers are field names, JSON or NDJSON.")],
    *,
    partial: Partial = False,
    as_json: AsJson = False,
) -> None:
    upload_rows("engagements", file, partial=partial, as_json=as_json)
