"""One aggregator a data directory."""

import subprocess
import sys
from pathlib import Path

import pytest

from plaudit.errors import AlreadyRunningError
from services.aggregator.lease import hold_lease, is_leased

HOLD = """
import sys, time
from pathlib import Path
from services.aggregator.lease import hold_lease
with hold_lease(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_holder_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    with (
        hold_lease(tmp_path),
        pytest.raises(AlreadyRunningError, match="Another aggregator"),
        hold_lease(tmp_path, patience=0),
    ):
        pass


def test_a_lease_can_be_taken_again_after_its_end(tmp_path: Path) -> None:
    for _ in range(2):
        with hold_lease(tmp_path, patience=0):
            assert is_leased(tmp_path)
        assert not is_leased(tmp_path)


def test_a_killed_holder_leaves_no_lease(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert is_leased(tmp_path)
        with pytest.raises(AlreadyRunningError, match=f"process {holder.pid}"), hold_lease(tmp_path, patience=0):
            pass
    finally:
        holder.kill()
        holder.communicate()
    with hold_lease(tmp_path):
        pass
