"""`plaudit token create`."""

from typing import Annotated

import typer

from plaudit.cli.output import AsJson, say, write_json, write_line
from plaudit.cli.service_client import open_client


def create_token(
    name: Annotated[str, typer.Argument(help="What the token is for, to know it again when it is revoked.")],
    *,
    scope: Annotated[
        list[str],
        typer.Option(help="registry:read, registry:write, ingest:write, stats:read or admin; may be repeated."),
    ],
    expires_at: Annotated[str | None, typer.Option(help="RFC 3339, like 2027-01-01T00:00:00Z; else never.")] = None,
    as_json: AsJson = False,
) -> None:
    body = {"name": name, "scopes": scope, "expires_at": expires_at}
    with open_client("api") as client:
        _, token = client.send("POST", "/api/tokens", json=body)
    write_json(token) if as_json else write_line(token["token"])
    say("This is the only time the token is shown.")
