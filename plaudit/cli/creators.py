"""`plaudit creators import FILE.csv`."""

from pathlib import Path
from typing import Annotated

import typer

from plaudit.cli.imports import Partial, import_rows
from plaudit.cli.output import AsJson

COLUMNS = ("creator_id", "handle", "platform", "name", "followers", "niche")


def import_creators(
    file: Annotated[Path, typer.Argument(help="CSV file whose headers are field names, or a JSON array.")],
    *,
    partial: Partial = False,
    as_json: AsJson = False,
) -> None:
    import_rows("creators", file, COLUMNS, partial=partial, as_json=as_json)
