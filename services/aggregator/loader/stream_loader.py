"""The loader of one stream: what every origin has beyond its mark becomes rows, marks move with them."""

from collections.abc import Iterable
from typing import NamedTuple

from plaudit.errors import PlauditError
from plaudit.eventlog.protocol import EventLog, OriginState
from plaudit.events.envelope import Stream
from plaudit.security.vault import Vault
from plaudit.telemetry.logs import get_logger
from services.aggregator.loader.intake import Hole, Intake, take
from services.aggregator.loader.rows import rows_of
from services.aggregator.tables.bronze import BronzeTable, CommitConflictError

COMMIT_RECORDS = 50_000

log = get_logger(__name__)


class Position(NamedTuple):
    """How far an origin is: in the table, in the log, and whether it is still written."""

    mark: int
    head: int
    living: bool

    @property
    def waiting(self) -> int:
        return max(0, self.head - self.mark)


class Holding(NamedTuple):
    """An origin that can't go on: a hole, or a log that can't be read."""

    origin: str
    reason: str
    sentence: str
    hole: Hole | None = None


class Step(NamedTuple):
    """What one step did: records committed, and whether the next one should follow at once."""

    records: int
    has_more: bool


class StreamLoader:
    """Loads one stream into its table, origin by origin; one commit a step.

    Safe against any other writer of the same table: the commit carries the marks that it was built from.
    """

    def __init__(
        self, event_log: EventLog, table: BronzeTable, vault: Vault, commit_records: int = COMMIT_RECORDS
    ) -> None:
        self.stream: Stream = table.stream
        self.table = table
        self.positions: dict[str, Position] = {}
        self.held: dict[str, Holding] = {}
        self.records = 0
        self.rejected = 0
        self._log = event_log
        self._vault = vault
        self._commit_records = commit_records

    def step(self) -> Step:
        """Reads what is new, commits it, and tells the log.

        Raises what log and table raise; whatever it was, the next step goes on from what the table holds.
        """
        self.table.refresh()
        states = self._log.origins(self.stream)
        share = self._share_of(states)
        intakes = [intake for state in states if (intake := self._take(state, share)) and intake.heads]
        try:
            self._commit(intakes)
        except CommitConflictError:
            log.info("commit_conflict", stream=self.stream)
            return Step(0, has_more=True)
        self._note(states)
        self._release(intake.origin for intake in intakes)
        return Step(sum(len(intake.heads) for intake in intakes), has_more=self._has_more())

    def release_all(self) -> None:
        """Tells the log of every origin what is in the table; what it kept for a while it may drop by now."""
        self._release(self.positions)

    def _share_of(self, states: list[OriginState]) -> int:
        """An equal part of the commit for every origin that has something, so that a backlog starves nobody."""
        busy = sum(1 for state in states if state.head > self.table.mark(state.origin))
        return max(1, self._commit_records // max(1, busy))

    def _take(self, state: OriginState, limit: int) -> Intake | None:
        """What can be loaded of an origin; one that can't go on is read once more before it is held."""
        mark = self.table.mark(state.origin)
        if max(state.head, state.acked) <= mark:
            self.held.pop(state.origin, None)
            return None
        try:
            intake = take(self._log, self.stream, state, mark, limit)
            if intake.hole and not intake.heads:
                intake = take(self._log, self.stream, state, mark, limit)
        except PlauditError as error:
            self._hold(Holding(state.origin, error.reason, str(error)))
            return None
        if intake.hole and not intake.heads:
            self._hold(Holding(state.origin, intake.hole.reason, intake.hole.sentence, intake.hole))
        else:
            self.held.pop(state.origin, None)
        return intake

    def _hold(self, holding: Holding) -> None:
        if self.held.get(holding.origin) != holding:
            log.error(
                "origin_held", stream=self.stream, origin=holding.origin, reason=holding.reason, why=holding.sentence
            )
        self.held[holding.origin] = holding

    def _commit(self, intakes: list[Intake]) -> None:
        if intakes:
            rows = rows_of(intakes, self.stream, self._vault)
            self.table.append(rows, {intake.origin: intake.last for intake in intakes})
            self.records += rows.height
            self.rejected += rows["reject_reason"].count()

    def _note(self, states: list[OriginState]) -> None:
        """Remembers where every origin is, and forgets those that the log has let go."""
        self.positions = {
            state.origin: Position(self.table.mark(state.origin), max(state.head, state.acked), state.living)
            for state in states
        }
        self.held = {origin: holding for origin, holding in self.held.items() if origin in self.positions}

    def _release(self, origins: Iterable[str]) -> None:
        for origin in origins:
            if mark := self.positions[origin].mark:
                self._log.release(self.stream, origin, mark)

    def _has_more(self) -> bool:
        return any(position.waiting and origin not in self.held for origin, position in self.positions.items())
