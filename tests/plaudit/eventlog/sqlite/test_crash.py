"""A writer that is killed at any moment loses nothing that it acknowledged."""

import os
import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from select import select
from time import sleep

import pytest

from plaudit.eventlog.protocol import records
from plaudit.eventlog.sqlite.committer import Sizes
from tests.support import appender
from tests.support.event_logs import a_disk_log, read_all

MILLISECONDS = 0.001
processes = get_context("forkserver")
processes.set_forkserver_preload([appender.__name__])


@contextmanager
def a_writing_process(folder: Path, sizes: Sizes) -> Iterator[tuple[BaseProcess, int]]:
    """A process that appends, and the end of the pipe where it says what was acknowledged."""
    here, there = processes.Pipe(duplex=False)
    process = processes.Process(target=appender.append_for_ever, args=[folder, sizes, 4, there])
    process.start()
    there.close()
    try:
        yield process, here.fileno()
    finally:
        process.kill()
        process.join()
        process.close()
        here.close()


def acknowledged(pipe: int) -> dict[int, str]:
    """Number to event id of what was acknowledged, read until the writer is gone; a torn last line does not count."""
    said = b"".join(iter(lambda: os.read(pipe, 1 << 16), b"")).decode()
    return {int(number): event_id for number, event_id in (line.split() for line in said.split("\n")[:-1])}


def kill_and_check(folder: Path, sizes: Sizes, chance: random.Random) -> int:
    """Kills a writer at a random moment and looks at what it left; returns how many acknowledgements there were."""
    with a_writing_process(folder, sizes) as (process, pipe):
        select([pipe], [], [])
        sleep(chance.uniform(0, 60) * MILLISECONDS)
        os.kill(process.pid or 0, signal.SIGKILL)
        acked = acknowledged(pipe)
    log = a_disk_log(folder)
    (state,) = log.origins("events")
    found = read_all(log, "events", state.origin, limit=chance.choice([1, 50, 100_000]))
    assert [record.sequence for record in found] == list(range(1, state.head + 1))
    assert len({record.event.id for record in found}) == len(found)
    assert {n: found[n - 1].event.id for n in acked} == acked
    assert state.head >= state.acked >= max(acked)
    assert not state.living
    log.release("events", state.origin, state.head)
    assert log.origins("events") == []
    return len(acked)


@pytest.mark.parametrize("sizes", [Sizes(), appender.SMALL], ids=["one segment", "many segments"])
def test_a_killed_writer_loses_and_repeats_nothing(tmp_path: Path, sizes: Sizes) -> None:
    for seed in range(10):
        assert kill_and_check(tmp_path, sizes, random.Random(seed)) > 0


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("sizes", [Sizes(), appender.SMALL], ids=["one segment", "many segments"])
def test_a_writer_killed_a_thousand_times_loses_and_repeats_nothing(tmp_path: Path, sizes: Sizes) -> None:
    for seed in range(500):
        assert kill_and_check(tmp_path, sizes, random.Random(seed)) > 0


def test_another_process_reads_while_the_writer_writes_and_after_it_was_killed(tmp_path: Path) -> None:
    log = a_disk_log(tmp_path)
    after = 0
    with a_writing_process(tmp_path, appender.SMALL) as (process, pipe):
        select([pipe], [], [])
        (origin,) = [state.origin for state in log.origins("events")]
        while after < 2000:
            (state,) = log.origins("events")
            assert state.living
            assert state.acked <= state.head
            for batch in log.read("events", origin, after, 200):
                assert [record.sequence for record in records(batch)] == list(range(after + 1, batch.last + 1))
                after = batch.last
            log.release("events", origin, after)
        os.kill(process.pid or 0, signal.SIGKILL)
    (state,) = log.origins("events")
    rest = read_all(log, "events", origin, after=after)
    assert [record.sequence for record in rest] == list(range(after + 1, state.head + 1))
    assert state.oldest > 1
