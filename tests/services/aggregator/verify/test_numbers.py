"""Every number is in its table once, and the table is as long as the log."""

from pathlib import Path

import polars as pl
import pytest

from plaudit.eventlog.memory import MemoryLog
from plaudit.security.vault import Vault
from services.aggregator.loader.rows import lost_rows
from services.aggregator.loader.stream_loader import StreamLoader
from services.aggregator.tables.bronze import BronzeTable
from services.aggregator.verify.numbers import check_numbers
from tests.support.records import ScriptedLog, ScriptedOrigin, batch_of, click_event
from tests.support.tables import rows_in


class Scene:
    """Three clicks of one origin, loaded."""

    def __init__(self, place: Path) -> None:
        self.place = str(place)
        self.log = MemoryLog()
        self.writer = self.log.open_writer("clicks", "redirect")
        self.writer.append([click_event(number) for number in (1, 2, 3)])
        self.table = BronzeTable.open(self.place, "clicks")
        self.load()

    def load(self) -> None:
        StreamLoader(self.log, BronzeTable.open(self.place, "clicks"), Vault(b"k" * 32)).step()

    def keep(self, condition: pl.Expr) -> None:
        self.table.replace(rows_in(self.table).filter(condition).to_arrow().to_reader(), {})

    def differences(self, patience: float = 0) -> list[str]:
        return check_numbers(self.log, self.place, patience=patience).differences


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def test_a_drained_log_is_whole(scene: Scene) -> None:
    finding = check_numbers(scene.log, scene.place, patience=0)
    assert finding.holds
    assert finding.figures == {
        "origins": 1, "records": 3, "refused": 0, "accepted losses": 0, "waiting": 0, "gaps": 0,
    }  # fmt: skip


def test_records_that_nobody_loads_are_named(scene: Scene) -> None:
    scene.writer.append([click_event(4), click_event(5)])
    [sentence] = scene.differences()
    assert "2 records wait in the log" in sentence


def test_a_loader_at_work_gets_a_moment(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.writer.append([click_event(4)])
    monkeypatch.setattr("time.sleep", lambda _: scene.load())
    assert scene.differences(patience=5) == []


def test_a_doubled_row_is_named(scene: Scene) -> None:
    scene.table.append(lost_rows("clicks", scene.writer.origin, 2, 2), {})
    assert scene.differences() == [f"{scene.writer.origin}: 1 rows are there twice."]


def test_a_missing_row_is_named(scene: Scene) -> None:
    scene.keep(pl.col("sequence") != 2)
    assert scene.differences() == [f"{scene.writer.origin}: 1 of the numbers 1-3 are missing in the table."]


def test_a_missing_beginning_is_named(scene: Scene) -> None:
    scene.keep(pl.col("sequence") > 1)
    assert scene.differences() == [f"{scene.writer.origin}: 1 of the numbers 1-3 are missing in the table."]


def test_rows_that_end_before_their_mark_are_named(scene: Scene) -> None:
    scene.keep(pl.col("sequence") < 3)
    assert scene.differences() == [f"{scene.writer.origin}: the mark is 3, but the rows end at 2."]


def test_a_mark_without_rows_is_named(scene: Scene) -> None:
    scene.keep(pl.col("sequence") > 3)
    assert scene.differences() == [f"{scene.writer.origin}: the mark is 3, but it has no rows."]


def test_a_gap_is_named_with_its_remedy(tmp_path: Path) -> None:
    script = ScriptedOrigin([batch_of("a", first, [click_event(first)]) for first in (1, 3)])
    differences = check_numbers(ScriptedLog("clicks", a=script), str(tmp_path), patience=0).differences
    assert any("plaudit gaps accept a 2-2" in sentence for sentence in differences)
