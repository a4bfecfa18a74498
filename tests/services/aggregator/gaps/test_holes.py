"""Every hole is found before it is reached, and nothing is changed by looking."""

from pathlib import Path

from services.aggregator.gaps.holes import find_holes
from services.aggregator.tables.bronze import BronzeTable
from tests.support.records import ScriptedLog, ScriptedOrigin, batch_of, click_event


def scripted(origin: str, *spans: tuple[int, int], acked: int = 0) -> ScriptedOrigin:
    return ScriptedOrigin(
        [batch_of(origin, first, [click_event(n) for n in range(first, last + 1)]) for first, last in spans],
        acked=acked,
    )


def test_all_holes_of_all_origins_are_found(tmp_path: Path) -> None:
    log = ScriptedLog(
        "clicks",
        a=scripted("a", (1, 3), (6, 7), (9, 9), acked=12),
        b=scripted("b", (1, 5)),
        c=scripted("c", (2, 2)),
    )
    found = [(hole.origin, hole.first, hole.last, hole.reason) for hole in find_holes(log, str(tmp_path))]
    assert found == [("a", 4, 5, "gap"), ("a", 8, 8, "gap"), ("a", 10, 12, "cut"), ("c", 1, 1, "gap")]


def test_looking_makes_no_table(tmp_path: Path) -> None:
    assert list(find_holes(ScriptedLog("clicks", a=scripted("a", (1, 3))), str(tmp_path))) == []
    assert BronzeTable.find(str(tmp_path), "clicks") is None
