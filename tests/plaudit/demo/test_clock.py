import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaudit.demo.clock import EPOCH, SharedClock

START = datetime(2026, 9, 1, 4, tzinfo=UTC)
READ = "import sys; from pathlib import Path; from plaudit.demo.clock import SharedClock; print(SharedClock(Path(sys.argv[1]))().isoformat())"


def test_it_stands_until_it_is_moved(tmp_path: Path) -> None:
    clock = SharedClock(tmp_path / "clock", start=START)
    assert clock() == clock() == START
    clock.set(START + timedelta(hours=1))
    assert clock() == START + timedelta(hours=1)


def test_another_process_reads_the_same_instant(tmp_path: Path) -> None:
    SharedClock(tmp_path / "clock", start=START + timedelta(microseconds=1))
    read = subprocess.run([sys.executable, "-c", READ, str(tmp_path / "clock")], capture_output=True, check=True)
    assert read.stdout.decode().strip() == "2026-09-01T04:00:00.000001+00:00"


@given(st.integers(0, 10**16))
def test_it_tells_every_instant_as_it_was_set(tmp_path_factory: pytest.TempPathFactory, microseconds: int) -> None:
    instant = EPOCH + timedelta(microseconds=microseconds)
    assert SharedClock(tmp_path_factory.getbasetemp() / "one.clock", start=instant)() == instant
