"""`plaudit campaign apply FILE.toml`: makes what a file says, or changes it to that."""

import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, NamedTuple
from urllib.parse import quote

import typer

from plaudit.cli.output import AsJson, say, write_rows
from plaudit.cli.service_client import ServiceClient, ServiceRefusedError, open_client, tell_errors
from plaudit.errors import PermanentError

KEYS = {
    "campaigns": "campaign_id",
    "stores": "store",
    "creators": "creator_id",
    "agreements": "agreement_id",
    "posts": "post_id",
    "links": "slug",
    "codes": "code",
}
"""Every section of a file in the order in which they refer to each other, and what names an entry of it."""
OF_THE_CAMPAIGN = ("agreements", "posts", "links", "codes")
CHANGEABLE = ("campaigns", "stores", "creators", "agreements", "posts")
PAGE = 1000


class Entry(NamedTuple):
    """One thing that a file asks for, as the API takes it."""

    resource: str
    body: dict[str, Any]


def apply_campaign(
    file: Annotated[Path, typer.Argument(help="TOML file: [campaign], then [[creators]], [[links]] and so on.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Creates what is missing and changes what differs; applying a file twice changes nothing."""
    entries = list(read_entries(file))
    with open_client("api") as client:
        rows = [_apply(client, entry) for entry in entries]
    write_rows(("resource", "id", "outcome"), rows, as_json=as_json)


def read_entries(file: Path) -> Iterator[Entry]:
    """The entries of a file in the order in which they are made. Raises PermanentError for what is no such file."""
    try:
        document = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PermanentError(f"{file} can't be read as TOML: {error}.") from error
    campaign = document.pop("campaign", None)
    unknown = sorted(set(document) - set(KEYS))
    if not isinstance(campaign, dict) or "campaign_id" not in campaign or unknown:
        sections = ", ".join(f"[[{name}]]" for name in KEYS if name != "campaigns")
        raise PermanentError(f"{file} needs a [campaign] with a campaign_id, and may have {sections}; nothing else.")
    yield Entry("campaigns", _plain(campaign))
    belonging = {"campaign_id": campaign["campaign_id"]}
    for resource in list(KEYS)[1:]:
        for body in document.get(resource, []):
            yield _checked(Entry(resource, (belonging if resource in OF_THE_CAMPAIGN else {}) | _plain(body)))


def _checked(entry: Entry) -> Entry:
    if entry.resource == "links" and "slug" not in entry.body:
        raise PermanentError(
            "A link in a campaign file needs a slug, or each apply would make another; "
            "use `plaudit link issue` for links without one."
        )
    return entry


def _apply(client: ServiceClient, entry: Entry) -> dict[str, str]:
    try:
        status, shown = client.send("POST", f"/api/{entry.resource}", json=entry.body)
        return _row(entry, shown, "created" if status == 201 else "unchanged")
    except ServiceRefusedError as error:
        if error.status == 409 and entry.resource in CHANGEABLE:
            return _change(client, entry)
        say(f"{entry.resource} {entry.body.get(KEYS[entry.resource]) or entry.body.get('creator_id', '')}:")
        tell_errors(error.problem)
        raise


def _change(client: ServiceClient, entry: Entry) -> dict[str, str]:
    key = entry.body.get(KEYS[entry.resource]) or _agreement_id(client, entry.body)
    _, shown = client.send("PATCH", f"/api/{entry.resource}/{quote(key)}", json=entry.body)
    return _row(entry, shown, "changed")


def _agreement_id(client: ServiceClient, body: dict[str, Any]) -> str:
    """Agreements have no id in a file: the pair of campaign and creator names them."""
    cursor: str | None = ""
    while cursor is not None:
        _, page = client.send("GET", "/api/agreements", params={"limit": PAGE, "cursor": cursor})
        for agreement in page["items"]:
            if all(agreement[key] == body[key] for key in ("campaign_id", "creator_id")):
                return str(agreement["agreement_id"])
        cursor = page["next_cursor"]
    raise PermanentError(f"The agreement of {body['creator_id']!r} vanished meanwhile; apply the file again.")


def _row(entry: Entry, shown: dict[str, Any], outcome: str) -> dict[str, str]:
    return {"resource": entry.resource, "id": str(shown[KEYS[entry.resource]]), "outcome": outcome}


def _plain(value: Any) -> Any:
    """TOML dates and times as the texts that the API takes."""
    match value:
        case dict():
            return {key: _plain(inner) for key, inner in value.items()}
        case list():
            return [_plain(inner) for inner in value]
        case datetime() | date():
            return value.isoformat()
        case _:
            return value
