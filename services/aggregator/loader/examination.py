"""Which records can be rows as they are, and why the others can't: a function of the record alone."""

from datetime import UTC, datetime
from typing import Annotated, NamedTuple

import msgspec

from plaudit.events import codec
from plaudit.events.click import Click
from plaudit.events.codec import Payload, UndecodableError
from plaudit.events.envelope import Stream
from plaudit.events.rejected import Rejected

LONGEST_DETAIL = 500
PLAUSIBLE_FROM = datetime(1970, 1, 1, tzinfo=UTC)
PLAUSIBLE_UNTIL = datetime(2200, 1, 1, tzinfo=UTC)


class Head(msgspec.Struct, frozen=True, gc=False):
    """Attributes of a record, as `plaudit.eventlog.protocol.Heads`, the time read."""

    id: str
    type: str
    source: str
    time: Annotated[datetime, msgspec.Meta(tz=True)]
    key: str


class Refusal(NamedTuple):
    """A record that can't be a row as it is; `head` is None when even its attributes can't be read."""

    place: int
    head: Head | None
    reason: str
    detail: str


class Findings(NamedTuple):
    """Places of the good records in order, those of them that are dead letters themselves, and the bad ones."""

    accepted: list[int]
    dead_letters: dict[int, Rejected]
    refused: list[Refusal]


_decode_head = msgspec.json.Decoder(Head).decode


def examine(stream: Stream, heads: list[bytes], bodies: list[bytes]) -> Findings:
    """Decodes every record strictly. One decision a record, so that no batching changes what is accepted."""
    accepted: list[int] = []
    dead_letters: dict[int, Rejected] = {}
    refused: list[Refusal] = []
    for index, (head_line, body) in enumerate(zip(heads, bodies, strict=True)):
        head: Head | None = None
        try:
            head = _read_head(head_line)
            payload = _read_body(stream, head.type, body)
        except UndecodableError as error:
            refused.append(Refusal(index, head, error.reason, str(error)[:LONGEST_DETAIL]))
            continue
        accepted.append(index)
        if isinstance(payload, Rejected):
            dead_letters[index] = payload
    return Findings(accepted, dead_letters, refused)


def _read_head(line: bytes) -> Head:
    try:
        head = _decode_head(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UndecodableError(f"The attributes of the record can't be read: {error}.") from error
    _check_instant(head.time)
    return head


def _read_body(stream: Stream, event_type: str, body: bytes) -> Payload:
    if event_type in codec.TYPES and codec.stream_of(event_type) != stream:
        raise UndecodableError(f"A {event_type} does not belong to the stream {stream!r}.", reason="wrong_stream")
    payload = codec.decode(event_type, body)
    if isinstance(payload, Click):
        _check_instant(payload.clicked_at)
    return payload


def _check_instant(instant: datetime) -> None:
    if instant.tzinfo is None or not PLAUSIBLE_FROM <= instant < PLAUSIBLE_UNTIL:
        raise UndecodableError("The time of the record has no offset from UTC, or a year before 1970 or after 2199.")
