"""What of an origin can be loaded next: consecutive records from its mark on, up to the first hole."""

from typing import Literal, NamedTuple

from plaudit.eventlog.protocol import Batch, EventLog, LogDamagedError, OriginState
from plaudit.events.envelope import Stream

HoleReason = Literal["gap", "cut", "damaged"]

READ_RECORDS = 1_000
LARGEST_INTAKE_BYTES = 64 * 1024 * 1024

SENTENCES: dict[HoleReason, str] = {
    "gap": "the log goes on after them without them",
    "cut": "they were acknowledged, but the log ends before them",
    "damaged": "the part of the log that should hold them can't be read any more",
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

    A damaged part of the log is a hole; other errors of `log.read` are raised.
    """
    intake = Intake(state.origin, mark + 1, [], [], None)
    size = 0
    while len(intake.heads) < limit and size < LARGEST_INTAKE_BYTES and intake.hole is None:
        known = intake.last
        try:
            batches = _read(log, stream, state.origin, known, min(READ_RECORDS, limit - len(intake.heads)))
        except LogDamagedError:
            return intake._replace(hole=_damage(log, stream, state, known))
        size += sum(len(batch.heads) + len(batch.bodies) for batch in batches)
        for batch in batches:
            intake = _extend(intake, batch, stream)
        if intake.last == known:
            return _ended(intake, state, stream)
    return intake


def _read(log: EventLog, stream: Stream, origin: str, after: int, limit: int) -> list[Batch]:
    """Reads; where damage lies ahead, only the next block, so that what is whole before it still comes through."""
    try:
        return log.read(stream, origin, after, limit)
    except LogDamagedError:
        return log.read(stream, origin, after, 1)


def _damage(log: EventLog, stream: Stream, state: OriginState, mark: int) -> Hole:
    """The hole from a mark to where the log can be read again, found by halving; to the end if it nowhere can."""
    unreadable, readable = mark, max(state.head, state.acked, mark + 1)
    while readable - unreadable > 1:
        middle = (unreadable + readable) // 2
        try:
            log.read(stream, state.origin, middle, 1)
        except LogDamagedError:
            unreadable = middle
        else:
            readable = middle
    return Hole(stream, state.origin, mark + 1, readable, "damaged")


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
