"""Records as lines: heads and bodies of consecutive records, joined, cut and merged without looking inside."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from plaudit.eventlog.protocol import Batch
from plaudit.events.envelope import Event


class _Head(msgspec.Struct, frozen=True, gc=False):
    """What `protocol.Heads` decodes; encoded from the instant itself, which msgspec writes as RFC 3339."""

    id: str
    type: str
    source: str
    time: datetime
    key: str


_encode = msgspec.json.Encoder().encode
_LINE_BREAK = 0x0A


def encode_head(event: Event) -> bytes:
    """The attributes of an event as one line of JSON.

    Raises ValueError when an event can't be a line: a line break in its data, a lone surrogate in an attribute.
    """
    if _LINE_BREAK in event.data:
        raise ValueError(f"The data of event {event.id} holds a line break; encode it as compact JSON.")
    return _encode(_Head(event.id, event.type, event.source, event.time, event.key))


def encode(events: Sequence[Event]) -> tuple[bytes, bytes]:
    """Heads and bodies of events that are appended together. Raises ValueError when there are none."""
    if not events:
        raise ValueError("There is nothing to append; an append is of one event at least.")
    return b"\n".join([encode_head(event) for event in events]), b"\n".join([event.data for event in events])


def after(batch: Batch, number: int) -> Batch:
    """What a batch holds after a number that lies before its last."""
    skipped = number + 1 - batch.first
    if skipped <= 0:
        return batch
    heads, bodies = (lines.split(b"\n", skipped)[skipped] for lines in (batch.heads, batch.bodies))
    return Batch(batch.origin, batch.first + skipped, batch.count - skipped, heads, bodies)


def merge(batches: Iterable[Batch]) -> list[Batch]:
    """The same records in as few batches as there are unbroken runs of numbers."""
    runs: list[list[Batch]] = []
    for batch in batches:
        if runs and runs[-1][-1].last + 1 == batch.first:
            runs[-1].append(batch)
        else:
            runs.append([batch])
    return [_joined(run) for run in runs]


def _joined(run: list[Batch]) -> Batch:
    if len(run) == 1:
        return run[0]
    heads, bodies = (b"\n".join(parts) for parts in ([b.heads for b in run], [b.bodies for b in run]))
    return Batch(run[0].origin, run[0].first, run[-1].last - run[0].first + 1, heads, bodies)
