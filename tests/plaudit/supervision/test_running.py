import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from plaudit.errors import AlreadyRunningError
from plaudit.supervision.running import sole_supervisor
from tests.support.processes import is_running, wait_until
from tests.support.toy_services import notes

PROGRAM = """
import sys
from pathlib import Path
from plaudit.settings import load_settings
from plaudit.supervision.run_file import RunFile
from plaudit.supervision.running import supervise
from plaudit.supervision.supervisor import Supervisor
from tests.plaudit.supervision.test_supervisor import toy
settings = load_settings({}, data_dir=Path(sys.argv[1]))
supervise(Supervisor([toy(sys.argv[2])], settings, RunFile(settings, settings.data_dir / "admin.token")))
"""


def running(data_dir: Path, service: str) -> tuple[subprocess.Popen[bytes], int]:
    """A supervisor in a process of its own, and the pid of its service."""
    supervisor = subprocess.Popen([sys.executable, "-c", PROGRAM, str(data_dir), service])
    wait_until(lambda: notes(data_dir, service))
    return supervisor, int(notes(data_dir, service)[0].split()[1])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_one_signal_ends_everything_in_order(tmp_path: Path, number: signal.Signals) -> None:
    supervisor, pid = running(tmp_path, "steady")
    supervisor.send_signal(number)
    assert supervisor.wait(10) == 0
    assert not is_running(pid)
    assert any(line.startswith("ended") for line in notes(tmp_path, "steady"))


def test_a_second_signal_does_not_wait(tmp_path: Path) -> None:
    supervisor, pid = running(tmp_path, "stubborn")
    supervisor.send_signal(signal.SIGINT)
    wait_until(lambda: not (tmp_path / "run.json").exists() or _send_again(supervisor))
    assert supervisor.wait(10) == 0
    assert not is_running(pid)


def test_a_killed_service_is_back_without_waiting_for_the_next_look(tmp_path: Path) -> None:
    supervisor, pid = running(tmp_path, "steady")
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: len([line for line in notes(tmp_path, "steady") if line.startswith("started")]) == 2)
    supervisor.terminate()
    assert supervisor.wait(10) == 0


def test_a_data_directory_has_one_supervisor(tmp_path: Path) -> None:
    with sole_supervisor(tmp_path), pytest.raises(AlreadyRunningError), sole_supervisor(tmp_path):
        pass
    with sole_supervisor(tmp_path):
        pass


def _send_again(supervisor: subprocess.Popen[bytes]) -> bool:
    supervisor.send_signal(signal.SIGINT)
    return supervisor.poll() is not None
