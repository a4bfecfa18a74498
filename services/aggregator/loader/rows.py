"""Rows of a bronze table from the records of one origin."""

from datetime import UTC, date

import msgspec
import polars as pl

from plaudit.events.envelope import Stream
from plaudit.events.rejected import Rejected
from plaudit.security.vault import Vault
from services.aggregator.loader.columns import click_columns, head_columns
from services.aggregator.loader.examination import Findings, Refusal, examine
from services.aggregator.loader.intake import Intake
from services.aggregator.tables.schemas import SCHEMAS

UNKNOWN_DAY = date(1970, 1, 1)
"""The partition of a row whose record has no readable time."""


def dead_letter_context(origin: str) -> str:
    """What the sealed bytes of a record that can't be decoded are bound to."""
    return f"dead-letter/{origin}"


def rows_of(intake: Intake, stream: Stream, vault: Vault) -> pl.DataFrame:
    """One row a record, by number; a record that can't be decoded is a row with a reason and its bytes sealed.

    The sealed bytes are the line of attributes, a line break and the body.
    """
    findings = examine(stream, intake.heads, intake.bodies)
    good = _good_rows(intake, stream, findings)
    if not findings.refused:
        return good
    bad = [_refused_row(intake, refusal, vault) for refusal in findings.refused]
    return pl.concat([good, pl.DataFrame(bad, schema=SCHEMAS[stream])]).sort("sequence")


def lost_rows(stream: Stream, origin: str, first: int, last: int) -> pl.DataFrame:
    """Rows that take the places of records whose loss was accepted."""
    numbers = pl.int_range(first, last + 1, dtype=pl.Int64, eager=True).alias("sequence")
    return _fitted(numbers.to_frame(), stream, origin=origin, reject_reason="lost", day=UNKNOWN_DAY)


def _good_rows(intake: Intake, stream: Stream, findings: Findings) -> pl.DataFrame:
    if not findings.accepted:
        return SCHEMAS[stream].to_frame()
    heads = head_columns([intake.heads[place] for place in findings.accepted])
    bodies = [intake.bodies[place] for place in findings.accepted]
    facts = click_columns(bodies) if stream == "clicks" else _event_columns(bodies, findings)
    numbers = pl.Series("sequence", findings.accepted, dtype=pl.Int64) + intake.first
    return _fitted(pl.concat([heads, facts, numbers.to_frame()], how="horizontal"), stream, origin=intake.origin)


def _event_columns(bodies: list[bytes], findings: Findings) -> pl.DataFrame:
    """The bodies as text; a delivery that ingest could not take keeps reason and bytes in their own columns."""
    payloads = [body.decode() for body in bodies]
    letters = [findings.dead_letters.get(place) for place in findings.accepted] if findings.dead_letters else []
    for row, letter in enumerate(letters):
        if letter is not None:
            payloads[row] = _without_bytes(letter)
    columns = pl.Series("payload", payloads, dtype=pl.String).to_frame()
    if not letters:
        return columns
    return columns.with_columns(
        pl.Series("reject_reason", [letter and letter.reason for letter in letters], dtype=pl.String),
        pl.Series("reject_detail", [letter and letter.detail for letter in letters], dtype=pl.String),
        pl.Series("sealed", [letter and letter.sealed for letter in letters], dtype=pl.Binary),
    )


def _without_bytes(letter: Rejected) -> str:
    stated = msgspec.to_builtins(letter)
    del stated["sealed"]
    return msgspec.json.encode(stated).decode()


def _refused_row(intake: Intake, refusal: Refusal, vault: Vault) -> dict[str, object]:
    record = intake.heads[refusal.place] + b"\n" + intake.bodies[refusal.place]
    known = refusal.head
    time = known and known.time.astimezone(UTC)
    return {
        "origin": intake.origin,
        "sequence": intake.first + refusal.place,
        "ce_id": known and known.id,
        "ce_type": known and known.type,
        "ce_source": known and known.source,
        "ce_time": time,
        "key": known and known.key,
        "reject_reason": refusal.reason,
        "reject_detail": refusal.detail,
        "sealed": vault.seal(record, dead_letter_context(intake.origin)),
        "day": time.date() if time else UNKNOWN_DAY,
    }


def _fitted(rows: pl.DataFrame, stream: Stream, **constants: object) -> pl.DataFrame:
    """The rows with exactly the columns of the table; a column that they lack is the constant given, else NULL."""
    schema = SCHEMAS[stream]
    missing = {name: constants.get(name) for name in schema if name not in rows.columns}
    filled = (pl.lit(value, dtype=schema[name]).alias(name) for name, value in missing.items())
    return rows.with_columns(filled).select(list(schema))
