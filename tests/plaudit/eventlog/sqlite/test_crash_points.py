"""A writer that is killed at a system call, any one, keeps what it acknowledged."""

from pathlib import Path

import pytest

from tests.support.event_logs import a_disk_log, read_all
from tests.support.faults import answers, killing, needs_strace

APPENDS = 40
"""Enough for three segments and many checkpoints."""


def check_a_kill_at(folder: Path, call: str, when: int) -> bool:
    """Kills a writer at a system call: whatever it said is in the log, and what is in the log has no gap.

    Returns whether it came to the call at all.
    """
    said = answers(folder, count=APPENDS, size=9000, small=True, under=killing(call, when))
    assert [*map(str, range(1, APPENDS + 1)), "healthy"][: len(said)] == said
    acked = sum(map(str.isdigit, said))
    log = a_disk_log(folder)
    states = log.origins("events")
    assert states or not acked
    if states:
        kept = [(r.sequence, r.event.id) for r in read_all(log, "events", states[0].origin)]
        assert kept == [(n, f"id-{n}") for n in range(1, states[0].head + 1)]
        assert states[0].head >= states[0].acked >= acked
    return "healthy" not in said


SHORT_SWEEP = [("pwrite64", 60), ("fdatasync", 9), ("rename", 3), ("unlink", 7)]
FULL_SWEEP = [
    *(("pwrite64", when) for when in range(1, 160)), *(("fdatasync", when) for when in range(1, 60)),
    *(("rename", when) for when in range(1, 4)), *(("unlink", when) for when in range(1, 21)),
]  # fmt: skip


@needs_strace
@pytest.mark.parametrize(("call", "when"), SHORT_SWEEP)
def test_a_kill_at_a_system_call_loses_nothing(tmp_path: Path, call: str, when: int) -> None:
    assert check_a_kill_at(tmp_path, call, when)


@needs_strace
@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_a_kill_at_any_system_call_loses_nothing(tmp_path: Path) -> None:
    for call, when in FULL_SWEEP:
        folder = tmp_path / f"{call}-{when}"
        folder.mkdir()
        assert check_a_kill_at(folder, call, when), f"{call} {when} never came"
