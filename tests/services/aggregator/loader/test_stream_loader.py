"""Every record gets into its table exactly once, whatever is cut, repeated, raced or broken."""

from pathlib import Path

import msgspec

from plaudit.eventlog.memory import MemoryLog
from plaudit.eventlog.protocol import Batch, EventLog, LogUnavailableError
from plaudit.events.envelope import Stream
from plaudit.security.vault import Vault
from services.aggregator.loader.stream_loader import StreamLoader
from services.aggregator.tables.bronze import BronzeTable
from tests.support.records import ScriptedLog, ScriptedOrigin, batch_of, click_event, cost_event
from tests.support.tables import numbers_in, rows_in

VAULT = Vault(b"k" * 32)


def loader_of(log: EventLog, place: Path, stream: Stream = "clicks", commit_records: int = 1000) -> StreamLoader:
    return StreamLoader(log, BronzeTable.open(str(place), stream), VAULT, commit_records)


def clicks(first: int, last: int) -> list[int]:
    return list(range(first, last + 1))


def scripted(*spans: tuple[int, int], acked: int = 0) -> ScriptedOrigin:
    batches = [batch_of("a", first, [click_event(n) for n in range(first, last + 1)]) for first, last in spans]
    return ScriptedOrigin(batches, acked=acked)


def drain(loader: StreamLoader) -> None:
    while loader.step().has_more:
        pass


def test_an_empty_log_commits_nothing(tmp_path: Path) -> None:
    loader = loader_of(MemoryLog(), tmp_path)
    assert loader.step() == (0, False)
    assert loader.table.version == 0


def test_a_step_without_news_makes_no_commit(tmp_path: Path) -> None:
    log = MemoryLog()
    log.open_writer("clicks", "redirect").append([click_event(1)])
    loader = loader_of(log, tmp_path)
    loader.step()
    version = loader.table.version
    loader.step()
    assert loader.table.version == version


def test_streams_go_to_their_own_tables(tmp_path: Path) -> None:
    log = MemoryLog()
    log.open_writer("clicks", "redirect").append([click_event(1), click_event(2)])
    log.open_writer("events", "ingest").append([cost_event(1)])
    loaders = loader_of(log, tmp_path), loader_of(log, tmp_path, "events")
    assert [loader.step().records for loader in loaders] == [2, 1]
    assert rows_in(loaders[0].table)["click_id"].to_list() == [click_event(1).key, click_event(2).key]
    assert rows_in(loaders[1].table)["key"].to_list() == ["cost-1"]


def test_every_origin_is_loaded_and_marked(tmp_path: Path) -> None:
    log = MemoryLog()
    writers = [log.open_writer("clicks", "redirect") for _ in range(3)]
    for size, writer in enumerate(writers, 1):
        writer.append([click_event(number) for number in range(size)])
    loader = loader_of(log, tmp_path)
    loader.step()
    assert [loader.table.mark(writer.origin) for writer in writers] == [1, 2, 3]
    assert [loader.positions[writer.origin] for writer in writers] == [(1, 1, True), (2, 2, True), (3, 3, True)]


def test_a_backlog_is_loaded_in_bounded_commits_and_starves_no_other_origin(tmp_path: Path) -> None:
    log = ScriptedLog("clicks", a=scripted(*((n, n) for n in range(1, 200))), b=ScriptedOrigin())
    log.scripts["b"].batches = [batch_of("b", 1, [click_event(1)])]
    loader = loader_of(log, tmp_path, commit_records=10)
    step = loader.step()
    assert step.has_more
    assert step.records <= 10
    assert loader.table.mark("b") == 1
    assert loader.table.mark("a") < 199
    drain(loader)
    assert numbers_in(loader.table, "a") == clicks(1, 199)


def test_a_redelivered_batch_changes_nothing(tmp_path: Path) -> None:
    log = ScriptedLog("clicks", a=scripted((1, 5)))
    loader = loader_of(log, tmp_path)
    loader.step()
    log.scripts["a"].batches += scripted((1, 5), (3, 8), (6, 8)).batches
    drain(loader)
    assert numbers_in(loader.table, "a") == clicks(1, 8)


def test_a_gap_holds_its_origin_and_no_other(tmp_path: Path) -> None:
    log = ScriptedLog("clicks", a=scripted((1, 3), (6, 8)), b=ScriptedOrigin([batch_of("b", 1, [click_event(1)])]))
    loader = loader_of(log, tmp_path)
    drain(loader)
    assert numbers_in(loader.table, "a") == clicks(1, 3)
    assert numbers_in(loader.table, "b") == [1]
    held = loader.held["a"]
    assert (held.reason, held.hole and held.hole[2:4]) == ("gap", (4, 5))
    log.scripts["b"].batches.append(batch_of("b", 2, [click_event(2)]))
    drain(loader)
    assert numbers_in(loader.table, "b") == [1, 2]


def test_an_origin_is_read_once_more_before_it_is_held(tmp_path: Path) -> None:
    class Late(ScriptedLog):
        """Shows records 4 and 5 from its second look at the gap on, as a broker does after a rebalance."""

        looks = 0

        def read(self, stream: Stream, origin: str, after: int, limit: int) -> list[Batch]:
            self.looks += after == 3
            return [b for b in super().read(stream, origin, after, limit) if b.first != 4 or self.looks > 1]

    loader = loader_of(Late("clicks", a=scripted((1, 3), (4, 5), (6, 8))), tmp_path)
    loader.step()
    loader.step()
    assert loader.held == {}
    assert numbers_in(loader.table, "a") == clicks(1, 8)


def test_a_gap_that_is_filled_later_heals(tmp_path: Path) -> None:
    log = ScriptedLog("clicks", a=scripted((1, 3), (6, 8)))
    loader = loader_of(log, tmp_path)
    drain(loader)
    log.scripts["a"] = scripted((1, 3), (4, 5), (6, 8))
    drain(loader)
    assert loader.held == {}
    assert numbers_in(loader.table, "a") == clicks(1, 8)


def test_a_cut_log_is_named(tmp_path: Path) -> None:
    loader = loader_of(ScriptedLog("clicks", a=scripted((1, 3), acked=9)), tmp_path)
    drain(loader)
    held = loader.held["a"]
    assert (held.reason, held.hole and held.hole[2:4]) == ("cut", (4, 9))
    assert loader.positions["a"].waiting == 6


def test_an_origin_that_cannot_be_read_waits_alone(tmp_path: Path) -> None:
    log = ScriptedLog("clicks", a=scripted((1, 3)), b=ScriptedOrigin([batch_of("b", 1, [click_event(1)])]))
    log.scripts["a"].error = LogUnavailableError("The file is busy.")
    loader = loader_of(log, tmp_path)
    assert not loader.step().has_more
    assert loader.held["a"].sentence == "The file is busy."
    assert numbers_in(loader.table, "b") == [1]
    log.scripts["a"].error = None
    loader.step()
    assert loader.held == {}
    assert numbers_in(loader.table, "a") == clicks(1, 3)


def test_a_held_origin_that_the_log_lets_go_is_forgotten(tmp_path: Path) -> None:
    log = ScriptedLog("clicks", a=scripted((1, 3), acked=9))
    loader = loader_of(log, tmp_path)
    drain(loader)
    del log.scripts["a"]
    loader.step()
    assert (loader.held, loader.positions) == ({}, {})


def test_the_log_is_told_only_what_is_committed(tmp_path: Path) -> None:
    log = ScriptedLog("clicks", a=scripted((1, 3), (6, 8)))
    loader = loader_of(log, tmp_path)
    drain(loader)
    assert log.released == {"a": 3}


def test_a_restarted_loader_tells_the_log_again(tmp_path: Path) -> None:
    log = ScriptedLog("clicks", a=scripted((1, 3)))
    drain(loader_of(log, tmp_path))
    log.released.clear()
    restarted = loader_of(log, tmp_path)
    restarted.step()
    restarted.release_all()
    assert log.released == {"a": 3}


def test_a_zombie_writes_nothing_twice(tmp_path: Path) -> None:
    log = ScriptedLog("clicks", a=scripted((1, 5)))
    zombie, heir = loader_of(log, tmp_path), loader_of(log, tmp_path)
    zombie.table.refresh = lambda: None  # type: ignore[method-assign]  # it slept since its last refresh
    assert heir.step().records == 5
    assert zombie.step() == (0, True)
    del zombie.table.refresh
    assert zombie.step() == (0, False)
    assert numbers_in(heir.table, "a") == clicks(1, 5)


def test_a_commit_of_another_origin_in_between_is_no_conflict(tmp_path: Path) -> None:
    log = ScriptedLog("clicks", a=scripted((1, 5)))
    loader = loader_of(log, tmp_path)
    other = loader_of(ScriptedLog("clicks", b=ScriptedOrigin([batch_of("b", 1, [click_event(1)])])), tmp_path)
    loader.table.refresh = other.step  # type: ignore[method-assign, assignment]  # lands after our snapshot
    assert loader.step().records == 5
    assert (loader.table.mark("a"), loader.table.mark("b")) == (5, 1)


def test_bad_records_are_counted(tmp_path: Path) -> None:
    log = MemoryLog()
    log.open_writer("clicks", "redirect").append([click_event(1), msgspec.structs.replace(click_event(2), data=b"?")])
    loader = loader_of(log, tmp_path)
    loader.step()
    assert (loader.records, loader.rejected) == (2, 1)
