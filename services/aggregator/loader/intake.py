"""What of an origin can be loaded next: consecutive records from its mark on, up to the first hole."""

from typing import Literal, NamedTuple

from plaudit.eventlog.protocol import Batch, EventLog, OriginState
from plaudit.events.envelope import Stream

HoleReason = Literal["gap", "cut", "damaged"]

READ_RECORDS = 1_000
LARGEST_INTAKE_BYTES = 64 * 1024 * 1024

SENTENCES: dict[HoleReason, str] = {
    "gap": "the log goes on after them without them",
    "cut": "they were acknowledged, but the log ends before them",
    "damaged": "the log's block that should hold them has another number of lines",
}


class Hole(NamedTuple):
    """Numbers `first`..`last` of an origin that the log should hold and does not."""

    stream: Stream
    origin: str
    first: int
    last: int
    reason: HoleReason

    @property
    def sentence(self) -> str:
        return (
            f"The records {self.first}-{self.last} of {self.origin} ({self.stream}) are missing: "
            f"{SENTENCES[self.reason]}. Bring the log back, or accept their loss with: "
            f"plaudit gaps accept {self.origin} {self.first}-{self.last}"
        )


class Intake(NamedTuple):
    """Records `first`..`last` of an origin as lines, and the hole that ends them, if one does."""

    origin: str
    first: int
    heads: list[bytes]
    bodies: list[bytes]
    hole: Hole | None

    @property
    def last(self) -> int:
        return self.first + len(self.heads) - 1


def take(log: EventLog, stream: Stream, state: OriginState, mark: int, limit: int) -> Intake:
    """Reads about `limit` records after a mark, fewer when they are large; re-delivered ones are left out.

    Raises what `log.read` raises.
    """
    intake = Intake(state.origin, mark + 1, [], [], None)
    size = 0
    while len(intake.heads) < limit and size < LARGEST_INTAKE_BYTES and intake.hole is None:
        batches = log.read(stream, state.origin, intake.last, min(READ_RECORDS, limit - len(intake.heads)))
        size += sum(len(batch.heads) + len(batch.bodies) for batch in batches)
        known = intake.last
        for batch in batches:
            intake = _extend(intake, batch, stream)
        if intake.last == known:
            return _ended(intake, state, stream)
    return intake


def _extend(intake: Intake, batch: Batch, stream: Stream) -> Intake:
    """Adds what a batch brings beyond the intake, or notes that it does not follow it."""
    expected = intake.last + 1
    if intake.hole is not None or batch.last < expected:
        return intake
    if batch.first > expected:
        return intake._replace(hole=Hole(stream, intake.origin, expected, batch.first - 1, "gap"))
    heads, bodies = batch.heads.split(b"\n"), batch.bodies.split(b"\n")
    if len(heads) != batch.count or len(bodies) != batch.count:
        return intake._replace(hole=Hole(stream, intake.origin, expected, batch.last, "damaged"))
    known = expected - batch.first
    intake.heads.extend(heads[known:])
    intake.bodies.extend(bodies[known:])
    return intake


def _ended(intake: Intake, state: OriginState, stream: Stream) -> Intake:
    """Nothing more is there to read: that is the end of the origin, unless more of it was acknowledged."""
    promised = max(state.head, state.acked)
    if intake.hole is not None or promised <= intake.last:
        return intake
    return intake._replace(hole=Hole(stream, intake.origin, intake.last + 1, promised, "cut"))
