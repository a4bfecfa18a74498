import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from plaudit.errors import MisconfiguredError
from plaudit.settings import load_settings
from plaudit.supervision.run_file import RunFile, read_run_file
from plaudit.supervision.services import Service
from plaudit.supervision.supervisor import Supervisor, child_environment
from tests.support.processes import is_running, wait_until
from tests.support.toy_services import notes


def toy(name: str, *, stops_last: bool = False) -> Service:
    return Service(name, f"tests.support.toy_services:{name}", None, stops_last)


@contextmanager
def supervised(data_dir: Path, *services: Service, stop_seconds: float = 10) -> Iterator[Supervisor]:
    settings = load_settings({}, data_dir=data_dir)
    run_file = RunFile(settings, data_dir / "admin.token")
    (data_dir / "logs").mkdir()
    supervisor = Supervisor(services, settings, run_file, logs=data_dir / "logs", stop_seconds=stop_seconds)
    supervisor.start()
    try:
        yield supervisor
    finally:
        supervisor.stop()


def starts(data_dir: Path, name: str) -> list[int]:
    return [int(line.split()[1]) for line in notes(data_dir, name) if line.startswith("started")]


def tick_until_started(supervisor: Supervisor, data_dir: Path, name: str, times: int) -> None:
    def is_so() -> bool:
        supervisor.tick()
        return len(starts(data_dir, name)) >= times

    wait_until(is_so)


def test_a_killed_service_is_started_again_and_told_in_the_run_file(tmp_path: Path) -> None:
    with supervised(tmp_path, toy("steady")) as supervisor:
        tick_until_started(supervisor, tmp_path, "steady", 1)
        os.kill(starts(tmp_path, "steady")[0], signal.SIGKILL)
        tick_until_started(supervisor, tmp_path, "steady", 2)
        told = read_run_file(tmp_path)
        assert told is not None
        assert told["pids"] == {"steady": starts(tmp_path, "steady")[1]}
    assert not any(is_running(pid) for pid in starts(tmp_path, "steady"))


def test_a_service_that_keeps_crashing_is_started_less_and_less_often(tmp_path: Path) -> None:
    with supervised(tmp_path, toy("crashing")) as supervisor:
        began = time.monotonic()
        tick_until_started(supervisor, tmp_path, "crashing", 4)
        assert time.monotonic() - began > 0.25 + 0.5 + 1.0


def test_a_service_that_is_set_up_wrongly_ends_the_supervision(tmp_path: Path) -> None:
    with (
        supervised(tmp_path, toy("misconfigured")) as supervisor,
        pytest.raises(MisconfiguredError, match="misconfigured refused to start"),
    ):
        tick_until_started(supervisor, tmp_path, "misconfigured", 1)
    assert "wind it up" in (tmp_path / "logs" / "misconfigured.log").read_text()


def test_the_aggregator_is_asked_to_end_only_when_the_servers_have_ended(tmp_path: Path) -> None:
    with supervised(tmp_path, toy("last", stops_last=True), toy("steady")) as supervisor:
        tick_until_started(supervisor, tmp_path, "steady", 1)
        tick_until_started(supervisor, tmp_path, "last", 1)
    moments = {line.split()[0]: float(line.split()[1]) for line in notes(tmp_path, "steady")}
    asked_last = float(notes(tmp_path, "last")[-1].split()[1])
    assert moments["asked"] < moments["ended"] <= asked_last
    assert read_run_file(tmp_path) is None


def test_a_service_that_does_not_stop_is_killed(tmp_path: Path) -> None:
    with supervised(tmp_path, toy("stubborn"), stop_seconds=0.3) as supervisor:
        tick_until_started(supervisor, tmp_path, "stubborn", 1)
    assert not is_running(starts(tmp_path, "stubborn")[0])


def test_services_end_when_their_supervisor_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from tests.plaudit.supervision.test_supervisor import supervised, toy\n"
        "with supervised(Path(sys.argv[1]), toy('steady')):\n"
        "    time.sleep(60)\n"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)])
    wait_until(lambda: starts(tmp_path, "steady"))
    supervisor.kill()
    supervisor.wait()
    wait_until(lambda: not is_running(starts(tmp_path, "steady")[0]))


def test_children_get_every_setting_as_it_was_resolved_and_nothing_else_of_ours(tmp_path: Path) -> None:
    settings = load_settings({}, data_dir=tmp_path, trusted_proxies=["10.0.0.0/8", "::1"], ingest_port=9001)
    inherited = {"PATH": "/bin", "PLAUDIT_INGEST_PORT": "1", "PLAUDIT_FORMER": "x", "PLAUDIT_TEST_LOG": "yes"}
    environment = child_environment(settings, inherited)
    assert environment["PLAUDIT_INGEST_PORT"] == "9001"
    assert environment["PLAUDIT_TRUSTED_PROXIES"] == "10.0.0.0/8,::1"
    assert environment["PLAUDIT_TEST_LOG"] == "yes"
    assert environment["PATH"] == "/bin"
    assert "PLAUDIT_FORMER" not in environment
