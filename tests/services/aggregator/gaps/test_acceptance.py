"""A loss is accepted by hand, in place, once, beside a running aggregator or without one."""

from pathlib import Path

import polars as pl
import pytest

from plaudit.security.vault import Vault
from services.aggregator.gaps.acceptance import NoSuchGapError, accept
from services.aggregator.gaps.holes import find_holes
from services.aggregator.loader.stream_loader import StreamLoader
from services.aggregator.tables.bronze import BronzeTable
from tests.support.records import ScriptedLog, ScriptedOrigin, batch_of, click_event
from tests.support.tables import rows_in


def log_with(*spans: tuple[int, int], acked: int = 0) -> ScriptedLog:
    batches = [batch_of("a", first, [click_event(n) for n in range(first, last + 1)]) for first, last in spans]
    return ScriptedLog("clicks", a=ScriptedOrigin(batches, acked=acked))


def loader_of(log: ScriptedLog, place: Path) -> StreamLoader:
    return StreamLoader(log, BronzeTable.open(str(place), "clicks"), Vault(b"k" * 32))


def drain(loader: StreamLoader) -> None:
    while loader.step().has_more:
        pass


def lost_in(table: BronzeTable) -> list[int]:
    return rows_in(table).filter(pl.col("reject_reason") == "lost")["sequence"].to_list()


def test_an_accepted_gap_lets_its_origin_go_on(tmp_path: Path) -> None:
    log = log_with((1, 3), (6, 8))
    loader = loader_of(log, tmp_path)
    drain(loader)
    accept(log, str(tmp_path), "a", 4, 5)
    drain(loader)
    assert loader.held == {}
    assert rows_in(loader.table)["sequence"].to_list() == list(range(1, 9))
    assert lost_in(loader.table) == [4, 5]
    assert list(find_holes(log, str(tmp_path))) == []


def test_a_cut_can_be_accepted_in_parts(tmp_path: Path) -> None:
    log = log_with((1, 3), acked=9)
    drain(loader_of(log, tmp_path))
    accept(log, str(tmp_path), "a", 4, 6)
    accept(log, str(tmp_path), "a", 7, 9)
    assert lost_in(loader_of(log, tmp_path).table) == list(range(4, 10))


def test_a_gap_before_the_first_record_needs_no_table(tmp_path: Path) -> None:
    log = log_with((3, 4))
    accept(log, str(tmp_path), "a", 1, 2)
    loader = loader_of(log, tmp_path)
    drain(loader)
    assert rows_in(loader.table)["sequence"].to_list() == [1, 2, 3, 4]


@pytest.mark.parametrize(("first", "last"), [(5, 5), (4, 6), (3, 5), (6, 8), (5, 4)])
def test_other_numbers_than_the_gap_are_refused(tmp_path: Path, first: int, last: int) -> None:
    log = log_with((1, 3), (6, 8))
    loader = loader_of(log, tmp_path)
    drain(loader)
    with pytest.raises(NoSuchGapError, match="4-5"):
        accept(log, str(tmp_path), "a", first, last)
    assert rows_in(loader.table)["sequence"].to_list() == [1, 2, 3]


def test_records_that_are_there_cannot_be_given_up(tmp_path: Path) -> None:
    with pytest.raises(NoSuchGapError, match="load it first"):
        accept(log_with((1, 3), (6, 8)), str(tmp_path), "a", 4, 5)


def test_a_whole_origin_has_no_gap(tmp_path: Path) -> None:
    log = log_with((1, 3))
    drain(loader_of(log, tmp_path))
    with pytest.raises(NoSuchGapError, match="has no gap"):
        accept(log, str(tmp_path), "a", 4, 4)


def test_an_unknown_origin_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoSuchGapError, match="no origin 'b'"):
        accept(log_with((1, 3)), str(tmp_path), "b", 1, 1)


def test_an_acceptance_and_a_late_arrival_never_both_take_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = log_with((1, 3), (6, 8))
    loader = loader_of(log, tmp_path)
    drain(loader)

    def arrive_first(table: BronzeTable, rows: pl.DataFrame, marks: dict[str, int]) -> None:
        monkeypatch.undo()
        log.scripts["a"].batches = log_with((1, 8)).scripts["a"].batches
        drain(loader)
        table.append(rows, marks)

    monkeypatch.setattr(BronzeTable, "append", arrive_first)
    with pytest.raises(NoSuchGapError, match="has no gap"):
        accept(log, str(tmp_path), "a", 4, 5)
    assert rows_in(loader.table)["sequence"].to_list() == list(range(1, 9))
    assert lost_in(loader.table) == []
