"""Rows of a bronze table from the records of some origins."""

from collections.abc import Sequence
from datetime import UTC, date
from typing import NamedTuple

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


class Accepted(NamedTuple):
    """Good records of all origins, a place a record; `letters` are refused deliveries by their place."""

    origins: list[str]
    numbers: list[int]
    heads: list[bytes]
    bodies: list[bytes]
    letters: dict[int, Rejected]


def dead_letter_context(origin: str) -> str:
    """What the sealed bytes of a record that can't be decoded are bound to."""
    return f"dead-letter/{origin}"


def rows_of(intakes: Sequence[Intake], stream: Stream, vault: Vault) -> pl.DataFrame:
    """One row a record; a record that can't be decoded is a row with a reason and its bytes sealed.

    The sealed bytes are the line of attributes, a line break and the body.
    """
    accepted = Accepted([], [], [], [], {})
    refused: list[dict[str, object]] = []
    for intake in intakes:
        findings = examine(stream, intake.heads, intake.bodies)
        _collect(accepted, intake, findings)
        refused += [_refused_row(intake, refusal, vault) for refusal in findings.refused]
    good = _good_rows(accepted, stream)
    if not refused:
        return good
    return pl.concat([good, pl.DataFrame(refused, schema=SCHEMAS[stream])]).sort("origin", "sequence")


def lost_rows(stream: Stream, origin: str, first: int, last: int) -> pl.DataFrame:
    """Rows that take the places of records whose loss was accepted."""
    numbers = pl.int_range(first, last + 1, dtype=pl.Int64, eager=True).alias("sequence")
    return _fitted(numbers.to_frame(), stream, origin=origin, reject_reason="lost", day=UNKNOWN_DAY)


def _collect(accepted: Accepted, intake: Intake, findings: Findings) -> None:
    start = len(accepted.numbers)
    accepted.origins.extend([intake.origin] * len(findings.accepted))
    accepted.numbers.extend([intake.first + place for place in findings.accepted])
    accepted.heads.extend([intake.heads[place] for place in findings.accepted])
    accepted.bodies.extend([intake.bodies[place] for place in findings.accepted])
    if findings.dead_letters:
        places = {place: start + row for row, place in enumerate(findings.accepted)}
        accepted.letters.update({places[place]: letter for place, letter in findings.dead_letters.items()})


def _good_rows(accepted: Accepted, stream: Stream) -> pl.DataFrame:
    if not accepted.numbers:
        return SCHEMAS[stream].to_frame()
    positions = pl.DataFrame(
        {"origin": accepted.origins, "sequence": accepted.numbers}, schema={"origin": pl.String, "sequence": pl.Int64}
    )
    facts = click_columns(accepted.bodies) if stream == "clicks" else _event_columns(accepted)
    return _fitted(pl.concat([positions, head_columns(accepted.heads), facts], how="horizontal"), stream)


def _event_columns(accepted: Accepted) -> pl.DataFrame:
    """The bodies as text; a delivery that ingest could not take keeps reason and bytes in their own columns."""
    payloads = [body.decode() for body in accepted.bodies]
    for place, letter in accepted.letters.items():
        payloads[place] = _without_bytes(letter)
    columns = pl.Series("payload", payloads, dtype=pl.String).to_frame()
    if not accepted.letters:
        return columns
    letters = [accepted.letters.get(place) for place in range(len(payloads))]
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
