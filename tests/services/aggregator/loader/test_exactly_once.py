"""Whatever is appended, batched, interrupted and started again: each record is in the table once, in its place."""

import tempfile
from collections.abc import Sequence
from enum import Enum
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from plaudit.eventlog.memory import MemoryLog
from plaudit.eventlog.protocol import Batch, LogWriter
from plaudit.events.envelope import Stream
from plaudit.security.vault import Vault
from services.aggregator.loader.stream_loader import StreamLoader
from services.aggregator.tables.bronze import BronzeTable
from tests.support.records import click_event
from tests.support.tables import rows_in


class Crash(BaseException):
    """The process ends here; nothing may catch it."""


class Act(Enum):
    """What happens next: records come in, a loader works, or it dies before or after its commit."""

    APPEND = "append"
    REOPEN_WRITER = "reopen writer"
    STEP = "step"
    DIE_BEFORE_COMMIT = "die before commit"
    DIE_AFTER_COMMIT = "die after commit"
    OTHER_STEPS = "a second loader works"


class MortalLog(MemoryLog):
    """Kills whoever reads or releases while it is told to; hands out overlapping batches, as a re-delivery does."""

    dies_at: str | None = None

    def read(self, stream: Stream, origin: str, after: int, limit: int) -> list[Batch]:
        if self.dies_at == "read":
            raise Crash
        return super().read(stream, origin, max(0, after - 2), limit + 2)

    def release(self, stream: Stream, origin: str, through: int) -> None:
        if self.dies_at == "release":
            raise Crash
        super().release(stream, origin, through)


class World:
    """A log with its writers, a table on disk, and loaders that come and go."""

    def __init__(self, place: str, commit_records: int) -> None:
        self.place, self.commit_records = place, commit_records
        self.log = MortalLog()
        self.appended: dict[str, list[str]] = {}
        self.writer = self.new_writer()
        self.loader, self.other = self.new_loader(), self.new_loader()

    def new_writer(self) -> LogWriter:
        writer = self.log.open_writer("clicks", "redirect")
        self.appended[writer.origin] = []
        return writer

    def new_loader(self) -> StreamLoader:
        return StreamLoader(self.log, BronzeTable.open(self.place, "clicks"), Vault(b"k" * 32), self.commit_records)

    def do(self, act: Act, size: int) -> None:
        match act:
            case Act.APPEND:
                numbers = range(sum(map(len, self.appended.values())), 10_000)[:size]
                events = [click_event(number) for number in numbers]
                self.writer.append(events)
                self.appended[self.writer.origin] += [event.key for event in events]
            case Act.REOPEN_WRITER:
                self.writer.close()
                self.writer = self.new_writer()
            case Act.STEP:
                self.loader.step()
            case Act.OTHER_STEPS:
                self.other.step()
            case Act.DIE_BEFORE_COMMIT | Act.DIE_AFTER_COMMIT:
                self.die("read" if act == Act.DIE_BEFORE_COMMIT else "release")

    def die(self, at: str) -> None:
        self.log.dies_at = at
        try:
            self.loader.step()
        except Crash:
            self.loader = self.new_loader()
        finally:
            self.log.dies_at = None

    def loaded(self) -> dict[str, list[str]]:
        while self.loader.step().has_more:
            pass
        rows = rows_in(self.loader.table)
        return {origin: rows.filter(pl.col("origin") == origin)["click_id"].to_list() for origin in self.appended}


@settings(max_examples=25, deadline=None)
@given(
    acts=st.lists(st.tuples(st.sampled_from(Act), st.integers(1, 9)), min_size=3, max_size=12),
    commit_records=st.integers(1, 12),
)
def test_no_order_of_events_and_deaths_doubles_or_loses_a_record(
    acts: Sequence[tuple[Act, int]], commit_records: int
) -> None:
    with tempfile.TemporaryDirectory() as place:
        world = World(place, commit_records)
        for act, size in acts:
            world.do(act, size)
        assert world.loaded() == world.appended


def test_two_racing_loaders_load_each_record_once(tmp_path: Path) -> None:
    world = World(str(tmp_path), commit_records=3)
    world.do(Act.APPEND, 40)
    for _ in range(20):
        world.loader.step()
        world.other.step()
    assert world.loaded() == world.appended
