"""`plaudit link issue`: one link, or those of a file."""

from pathlib import Path
from typing import Annotated, Any

import typer

from plaudit.cli.imports import Partial, import_rows
from plaudit.cli.output import AsJson, write_json, write_line
from plaudit.cli.service_client import open_client

COLUMNS = ("slug", "short_url", "campaign_id", "creator_id", "destination", "link_id")


def issue_link(
    destination: Annotated[str | None, typer.Argument(help="Where the link leads: https://…")] = None,
    *,
    campaign: Annotated[str | None, typer.Option(help="The campaign's id.")] = None,
    creator: Annotated[str | None, typer.Option(help="The creator's id.")] = None,
    slug: Annotated[str | None, typer.Option(help="A slug of your own; otherwise one is minted.")] = None,
    post: Annotated[str | None, typer.Option(help="The post that the link stands in.")] = None,
    sub_id: Annotated[str | None, typer.Option(help="Anything that you want to find again in the clicks.")] = None,
    valid_from: Annotated[str | None, typer.Option(help="RFC 3339, like 2026-11-24T12:00:00Z.")] = None,
    valid_until: Annotated[str | None, typer.Option(help="RFC 3339; from then on the link is gone.")] = None,
    file: Annotated[Path | None, typer.Option(help="Issue every row of a CSV file or JSON array instead.")] = None,
    partial: Partial = False,
    as_json: AsJson = False,
) -> None:
    if file is not None:
        import_rows("links", file, COLUMNS, partial=partial, as_json=as_json)
        return
    if not (destination and campaign and creator):
        raise typer.BadParameter("A link needs a destination, --campaign and --creator; or give --file.")
    body: dict[str, Any] = {
        "campaign_id": campaign,
        "creator_id": creator,
        "destination": destination,
        "slug": slug,
        "post_id": post,
        "sub_id": sub_id,
        "valid_from": valid_from,
        "valid_until": valid_until,
    }
    with open_client("api") as client:
        _, link = client.send("POST", "/api/links", json=body)
    write_json(link) if as_json else write_line(link["short_url"])
