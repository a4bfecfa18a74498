"""`plaudit dead-letters list` and `plaudit dead-letters replay`."""

from importlib import import_module
from typing import Annotated, Any

import typer

from plaudit.cli.output import AsJson, say, write_json, write_line, write_rows
from plaudit.cli.published import query
from plaudit.errors import PermanentError, PlauditError
from plaudit.settings import Settings, load_settings

COLUMNS = ("dead_letter_id", "received_at", "source", "topic", "reason", "detail", "replayed")
REPLAY = "services.ingest.replay"
LISTED = """
SELECT
    letters.dead_letter_id, letters.received_at, letters.source, letters.topic, letters.reason, letters.detail,
    EXISTS (
        FROM deliveries WHERE deliveries.status = 'replayed' AND deliveries.detail = letters.dead_letter_id
    ) AS replayed
FROM dead_letters AS letters
WHERE letters.reason = coalesce(?, letters.reason)
ORDER BY letters.received_at DESC, letters.dead_letter_id
LIMIT ?
"""
ONE = """
SELECT dead_letter_id, source, store, topic, delivery_id, received_at, sealed
FROM dead_letters
WHERE dead_letter_id = ? AND event_type = 'plaudit.rejected.v1'
"""


def list_dead_letters(
    *,
    reason: Annotated[str | None, typer.Option(help="Only those of one reason, like unknown_topic.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the latest first.")] = 100,
    as_json: AsJson = False,
) -> None:
    """What was authentic and could not be taken; `replayed` once a replay has taken it."""
    write_rows(COLUMNS, query(load_settings(), LISTED, [reason, limit]), as_json=as_json)


def replay_dead_letters(
    dead_letter_ids: Annotated[list[str], typer.Argument(metavar="ID...", help="`<origin>:<number>`, as listed.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Reads the bytes again with the code as it is now; exit 1 when one of them is refused still."""
    settings = load_settings()
    outcomes = [_replay(settings, dead_letter_id) for dead_letter_id in dead_letter_ids]
    if as_json:
        write_json(outcomes)
    for outcome in outcomes:
        if outcome["error"] is not None:
            say(f"{outcome['dead_letter_id']}: {outcome['error']}")
        elif not as_json:
            write_line(f"{outcome['dead_letter_id']}: {outcome['facts']} facts appended")
    if any(outcome["error"] for outcome in outcomes):
        raise typer.Exit(1)


def _replay(settings: Settings, dead_letter_id: str) -> dict[str, Any]:
    """One outcome; whatever stops one letter does not stop the next."""
    try:
        facts = import_module(REPLAY).main(settings, _letter(settings, dead_letter_id))
    except PlauditError as error:
        return {"dead_letter_id": dead_letter_id, "facts": 0, "error": str(error)}
    return {"dead_letter_id": dead_letter_id, "facts": facts, "error": None}


def _letter(settings: Settings, dead_letter_id: str) -> dict[str, Any]:
    found = query(settings, ONE, [dead_letter_id])
    if not found:
        raise PermanentError("There is no such delivery among the published dead letters; see `dead-letters list`.")
    return found[0]
