"""Events as services append them, and a log whose every batch is written by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from plaudit.errors import PlauditError
from plaudit.eventlog import lines
from plaudit.eventlog.memory import MemoryLog
from plaudit.eventlog.protocol import Batch, LogDamagedError, OriginState
from plaudit.events import codec
from plaudit.events.click import Click, UtmValues
from plaudit.events.codec import Payload
from plaudit.events.cost import Cost
from plaudit.events.envelope import Event, Stream

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def click_event(number: int, **changed: object) -> Event:
    """The `number`-th click of a test, one a second from noon on."""
    at = NOON + timedelta(seconds=number)
    fields = {
        "click_id": f"click{number:017d}", "clicked_at": at, "slug": "serum", "link_id": "link-1",
        "campaign_id": "serum-launch", "creator_id": "mia", "request_class": "human", "class_reason": "none",
        "classifier": "test", "visitor_key": f"{number:032x}", "utm": UtmValues(source="instagram"),
    }  # fmt: skip
    click = Click(**(fields | changed))  # type: ignore[arg-type]
    return event_of(click, number, key=click.click_id, source="plaudit/redirect")


def cost_event(number: int, **changed: object) -> Event:
    """The `number`-th cost of a test."""
    fields = {
        "cost_id": f"cost-{number}", "campaign_id": "serum-launch", "creator_id": "mia", "kind": "fee",
        "amount_minor": 1000 + number, "currency": "EUR", "incurred_on": date(2026, 3, 1),
    }  # fmt: skip
    return event_of(Cost(**(fields | changed)), number, key=f"cost-{number}")  # type: ignore[arg-type]


def event_of(payload: Payload, number: int, *, key: str, source: str = "plaudit/ingest/imports") -> Event:
    return codec.encode(
        payload,
        event_id=f"00000000-0000-7000-8000-{number:012d}",
        source=source,
        time=NOON + timedelta(seconds=number),
        key=key,
    )


def batch_of(origin: str, first: int, events: Sequence[Event]) -> Batch:
    heads = b"\n".join(lines.encode_head(event) for event in events)
    return Batch(origin, first, len(events), heads, b"\n".join(event.data for event in events))


@dataclass
class ScriptedOrigin:
    """`batches` are handed out as they stand, whatever they overlap or leave out.

    `damaged` names the first number of batches that can't be read; `error` is raised instead of every read.
    """

    batches: list[Batch] = field(default_factory=list)
    acked: int = 0
    living: bool = False
    damaged: set[int] = field(default_factory=set)
    error: PlauditError | None = None

    def head(self) -> int:
        return max((batch.last for batch in self.batches), default=0)


class ScriptedLog(MemoryLog):
    """A log that delivers what a test wrote into `scripts`."""

    def __init__(self, stream: Stream, **scripts: ScriptedOrigin) -> None:
        super().__init__()
        self.stream = stream
        self.scripts = scripts
        self.released: dict[str, int] = {}

    def origins(self, stream: Stream) -> list[OriginState]:
        if stream != self.stream:
            return []
        return [
            OriginState(name, 1, script.head(), script.acked, script.living)
            for name, script in sorted(self.scripts.items())
        ]

    def read(self, stream: Stream, origin: str, after: int, limit: int) -> list[Batch]:
        assert stream == self.stream
        script = self.scripts[origin]
        if script.error is not None:
            raise script.error
        found: list[Batch] = []
        for batch in script.batches:
            if batch.last > after and (not found or found[-1].last - after < limit):
                if batch.first in script.damaged:
                    raise LogDamagedError(f"block {batch.first} has another checksum")
                found.append(batch)
        return found

    def release(self, stream: Stream, origin: str, through: int) -> None:
        assert stream == self.stream
        self.released[origin] = through
