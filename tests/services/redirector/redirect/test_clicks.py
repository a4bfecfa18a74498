import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, cast

import pytest

from plaudit.eventlog.memory import MemoryLog
from plaudit.eventlog.protocol import LogFullError, LogUnavailableError, LogWriter
from plaudit.events.click import Click
from plaudit.events.envelope import Event
from services.redirector.redirect.clicks import PATIENCE_SECONDS, ClickRecorder
from services.redirector.redirect.counts import Counts
from tests.support.redirect import NOON

CLICK = Click(
    click_id="c", clicked_at=NOON, slug="abc", link_id="l", campaign_id="glow", creator_id="anna",
    request_class="human", class_reason="none", classifier="test",
)  # fmt: skip


class SlowWriter:
    """The part of a writer that the recorder uses: it keeps commits back until the test settles them."""

    def __init__(self) -> None:
        self.groups: list[int] = []
        self.commits: list[Future[int]] = []

    def submit(self, events: Sequence[Event]) -> "Future[int]":
        self.groups.append(len(events))
        self.commits.append(Future())
        return self.commits[-1]


def record(
    writer: Any,
    *,
    during: Callable[[], None] = lambda: None,
    afterwards: Callable[[], None] = lambda: None,
    patience: float = 60.0,
) -> tuple[Counts, float]:
    """Records three clicks at once; tells how many seconds the answers took.

    `during` runs on another thread while they are waited for, `afterwards` when they are there.
    """
    counts = Counts()

    async def all_at_once() -> float:
        recorder = ClickRecorder(asyncio.get_running_loop(), lambda: writer, counts, patience=patience)
        began = time.perf_counter()
        waiting = [recorder.record(CLICK) for _ in range(3)]
        await asyncio.sleep(0)
        other = threading.Thread(target=during)
        other.start()
        for each in waiting:
            await each
        took = time.perf_counter() - began
        other.join()
        afterwards()
        await asyncio.sleep(0.001)
        return took

    return counts, asyncio.run(all_at_once())


def outcome(counts: Counts) -> tuple[int, int, int]:
    return counts.recorded, counts.unconfirmed, counts.lost


def test_clicks_of_one_turn_are_one_append_and_are_answered_once_it_is_durable() -> None:
    writer = SlowWriter()
    durable_after = 0.05

    def settle() -> None:
        time.sleep(durable_after)
        writer.commits[0].set_result(3)

    counts, took = record(writer, during=settle)
    assert writer.groups == [3]
    assert took >= durable_after
    assert outcome(counts) == (3, 0, 0)


def test_patience_leaves_time_for_an_answer_within_50_milliseconds() -> None:
    assert 0 < PATIENCE_SECONDS < 0.05


def test_a_commit_that_takes_too_long_is_not_waited_for_and_is_counted_when_it_comes() -> None:
    writer = SlowWriter()
    counts, took = record(writer, afterwards=lambda: writer.commits[0].set_result(3), patience=0.02)
    assert took >= 0.019
    assert outcome(counts) == (3, 3, 0)


def test_clicks_whose_commit_never_comes_stay_unconfirmed() -> None:
    assert outcome(record(SlowWriter(), patience=0.02)[0]) == (0, 3, 0)


def test_clicks_that_the_log_refuses_late_are_lost_as_well() -> None:
    writer, refusal = SlowWriter(), LogUnavailableError("the disk is gone")
    counts, _ = record(writer, afterwards=lambda: writer.commits[0].set_exception(refusal), patience=0.02)
    assert outcome(counts) == (0, 3, 3)


@pytest.mark.parametrize("writer", [None, object()])
def test_without_a_writer_that_works_clicks_are_not_held_back_and_are_counted_as_lost(writer: object) -> None:
    assert outcome(record(writer)[0]) == (0, 0, 3)


def test_a_full_disk_costs_clicks_and_no_time() -> None:
    log = MemoryLog()
    writer = log.open_writer("clicks", "redirect")
    log.refusal = LogFullError("the disk is full")
    assert outcome(record(writer)[0]) == (0, 0, 3)


def test_the_answer_of_one_request_that_goes_away_is_still_there_for_the_others() -> None:
    writer, counts = SlowWriter(), Counts()

    async def one_goes_away() -> bool:
        recorder = ClickRecorder(asyncio.get_running_loop(), lambda: cast("LogWriter", writer), counts)

        async def visit() -> None:
            await recorder.record(CLICK)

        leaving, staying = asyncio.create_task(visit()), asyncio.create_task(visit())
        await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.sleep(0)
        writer.commits[0].set_result(2)
        await staying
        return leaving.cancelled()

    assert asyncio.run(one_goes_away())
    assert outcome(counts) == (2, 0, 0)
