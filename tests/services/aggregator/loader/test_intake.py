"""What can be loaded next of an origin, whatever its log hands out."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from plaudit.eventlog.protocol import Batch
from services.aggregator.loader.intake import Hole, Intake, take
from tests.support.records import ScriptedLog, ScriptedOrigin, batch_of, click_event


def batch(first: int, last: int) -> Batch:
    return batch_of("a", first, [click_event(number) for number in range(first, last + 1)])


def intake_of(script: ScriptedOrigin, *, mark: int = 0, limit: int = 1000) -> Intake:
    log = ScriptedLog("clicks", a=script)
    return take(log, "clicks", log.origins("clicks")[0], mark, limit)


def bodies(first: int, last: int) -> list[bytes]:
    return [click_event(number).data for number in range(first, last + 1)]


def test_records_after_the_mark_come_in_order() -> None:
    intake = intake_of(ScriptedOrigin([batch(1, 3), batch(4, 6)]), mark=2)
    assert (intake.first, intake.last, intake.bodies, intake.hole) == (3, 6, bodies(3, 6), None)


def test_a_redelivered_record_is_left_out() -> None:
    intake = intake_of(ScriptedOrigin([batch(1, 4), batch(2, 4), batch(3, 6), batch(5, 6)]), mark=3)
    assert intake.bodies == bodies(4, 6)


def test_what_lies_before_a_gap_is_taken_and_the_gap_is_named() -> None:
    intake = intake_of(ScriptedOrigin([batch(1, 3), batch(7, 9)]))
    assert intake.bodies == bodies(1, 3)
    assert intake.hole == Hole("clicks", "a", 4, 6, "gap")


def test_a_log_that_ends_before_what_was_acknowledged_is_cut() -> None:
    intake = intake_of(ScriptedOrigin([batch(1, 3)], acked=5))
    assert intake.bodies == bodies(1, 3)
    assert intake.hole == Hole("clicks", "a", 4, 5, "cut")


def test_an_accepted_cut_is_no_hole_any_more() -> None:
    assert intake_of(ScriptedOrigin([batch(1, 3)], acked=5), mark=5).hole is None


def test_a_block_with_another_number_of_lines_is_damaged() -> None:
    torn = batch(3, 6)
    script = ScriptedOrigin([batch(1, 2), Batch("a", 3, 4, torn.heads, torn.bodies.rpartition(b"\n")[0]), batch(7, 8)])
    assert intake_of(script).hole == Hole("clicks", "a", 3, 6, "damaged")


def test_what_is_whole_before_damage_still_comes_through() -> None:
    script = ScriptedOrigin([batch(1, 2), batch(3, 4), batch(5, 9), batch(10, 12)], damaged={5})
    assert intake_of(script).bodies == bodies(1, 4)
    assert intake_of(script, mark=4).hole == Hole("clicks", "a", 5, 9, "damaged")
    assert intake_of(script, mark=9).bodies == bodies(10, 12)


def test_damage_without_an_end_reaches_to_the_last_acknowledged_number() -> None:
    script = ScriptedOrigin([batch(1, 2), batch(3, 4)], damaged={3}, acked=7)
    assert intake_of(script, mark=2).hole == Hole("clicks", "a", 3, 4, "damaged")
    assert intake_of(script, mark=4).hole == Hole("clicks", "a", 5, 7, "cut")


def test_the_sentence_of_a_hole_says_what_to_do() -> None:
    sentence = Hole("clicks", "a", 4, 6, "gap").sentence
    assert "4-6 of a" in sentence
    assert "plaudit gaps accept a 4-6" in sentence


@given(cuts=st.sets(st.integers(1, 29)), mark=st.integers(0, 30), limit=st.integers(1, 40))
def test_no_cutting_into_batches_changes_what_comes(cuts: set[int], mark: int, limit: int) -> None:
    borders = [0, *sorted(cuts), 30]
    script = ScriptedOrigin([batch(first + 1, last) for first, last in pairwise(borders)])
    intake = intake_of(script, mark=mark, limit=limit)
    assert intake.bodies == bodies(mark + 1, intake.last)
    assert intake.last >= min(30, mark + limit)
