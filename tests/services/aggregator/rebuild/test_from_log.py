"""The bronze that is read again from the log is the bronze that was there."""

from pathlib import Path

import msgspec
import polars as pl
import pytest

from plaudit.eventlog.protocol import Batch
from plaudit.events.envelope import Event
from plaudit.security.vault import Vault
from services.aggregator.gaps.acceptance import accept
from services.aggregator.loader.stream_loader import StreamLoader
from services.aggregator.rebuild.from_log import IncompleteRebuildError, Rebuild, Rebuilt
from services.aggregator.tables.bronze import BronzeTable
from tests.support.records import ScriptedLog, ScriptedOrigin, batch_of, click_event
from tests.support.tables import rows_in, rows_of_pin

VAULT = Vault(b"k" * 32)


def event(number: int) -> Event:
    """Every seventh record is torn."""
    whole = click_event(number)
    return msgspec.structs.replace(whole, data=whole.data[:-9]) if number % 7 == 0 else whole


def batches(origin: str, *spans: tuple[int, int]) -> list[Batch]:
    return [batch_of(origin, first, [event(n) for n in range(first, last + 1)]) for first, last in spans]


def loaded(log: ScriptedLog, place: Path) -> BronzeTable:
    table = BronzeTable.open(str(place), "clicks")
    loader = StreamLoader(log, table, VAULT, commit_records=5)
    while loader.step().has_more:
        pass
    return table


def two_origins() -> ScriptedLog:
    return ScriptedLog(
        "clicks", a=ScriptedOrigin(batches("a", (1, 4), (5, 20))), b=ScriptedOrigin(batches("b", (1, 9)))
    )


def test_the_same_log_gives_the_same_rows(tmp_path: Path) -> None:
    log = two_origins()
    table = loaded(log, tmp_path)
    before = rows_in(table)
    assert Rebuild(log, table, VAULT).run() == Rebuilt("clicks", from_log=29, carried=0, different=0)
    assert rows_in(table).drop("sealed").equals(before.drop("sealed"))
    assert (table.mark("a"), table.mark("b")) == (20, 9)


def test_an_empty_table_is_rebuilt_to_an_empty_one(tmp_path: Path) -> None:
    table = BronzeTable.open(str(tmp_path), "clicks")
    assert Rebuild(ScriptedLog("clicks"), table, VAULT).run() == Rebuilt("clicks", 0, 0, 0)
    assert table.pin().files == ()


def test_what_the_log_let_go_is_carried_over(tmp_path: Path) -> None:
    log = two_origins()
    table = loaded(log, tmp_path)
    before = rows_in(table)
    del log.scripts["a"].batches[0]
    del log.scripts["b"]
    assert Rebuild(log, table, VAULT).run() == Rebuilt("clicks", from_log=16, carried=13, different=0)
    assert rows_in(table).drop("sealed").equals(before.drop("sealed"))


def test_accepted_losses_stay_in_their_places(tmp_path: Path) -> None:
    log = ScriptedLog("clicks", a=ScriptedOrigin(batches("a", (1, 3), (6, 8)), acked=10))
    loaded(log, tmp_path)
    accept(log, str(tmp_path), "a", 4, 5)
    loaded(log, tmp_path)
    accept(log, str(tmp_path), "a", 9, 10)
    table = BronzeTable.open(str(tmp_path), "clicks")
    assert Rebuild(log, table, VAULT).run() == Rebuilt("clicks", from_log=6, carried=4, different=0)
    lost = rows_in(table).filter(pl.col("reject_reason") == "lost")
    assert lost["sequence"].to_list() == [4, 5, 9, 10]


def test_records_that_are_not_loaded_yet_wait_for_the_loader(tmp_path: Path) -> None:
    log = two_origins()
    table = loaded(log, tmp_path)
    log.scripts["a"].batches = batches("a", (1, 4), (5, 30))
    assert Rebuild(log, table, VAULT).run().from_log == 29
    assert table.mark("a") == 20
    assert rows_in(loaded(log, tmp_path)).filter(pl.col("origin") == "a").height == 30


def test_a_table_that_was_altered_is_made_right_again(tmp_path: Path) -> None:
    log = two_origins()
    table = loaded(log, tmp_path)
    before = rows_in(table)
    forged = before.with_columns(slug=pl.lit("forged"))
    table.replace(forged.to_arrow().to_reader(), {"a": 20, "b": 9})
    assert Rebuild(log, table, VAULT).run().different == 29
    assert rows_in(table).drop("sealed").equals(before.drop("sealed"))


def test_records_that_are_nowhere_stop_it_and_change_nothing(tmp_path: Path) -> None:
    log = two_origins()
    table = loaded(log, tmp_path)
    holed = rows_in(table).filter(pl.col("sequence") != 3)
    table.replace(holed.to_arrow().to_reader(), {"a": 20, "b": 9})
    del log.scripts["a"].batches[0]
    version = table.version
    with pytest.raises(IncompleteRebuildError, match="1-4 of a"):
        Rebuild(log, table, VAULT).run()
    table.refresh()
    assert table.version == version


def test_readers_of_the_former_version_are_not_disturbed(tmp_path: Path) -> None:
    log = two_origins()
    table = loaded(log, tmp_path)
    pin = table.pin()
    before = rows_of_pin(pin)
    Rebuild(log, table, VAULT).run()
    assert rows_of_pin(pin).equals(before)
