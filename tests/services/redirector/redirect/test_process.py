"""The redirect as it runs: granian workers, a registry and a log on disk, requests over sockets."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from plaudit.clock import system_clock
from plaudit.eventlog.protocol import records
from plaudit.eventlog.sqlite import SqliteLog
from plaudit.serving import bound_socket
from tests.support.processes import wait_until
from tests.support.redirect import FOLLOWER
from tests.support.registries import a_link, a_registry, fill

PROGRAM = "from services.redirector.__main__ import redirect; redirect()"
VISITORS = 16


class RunningProcess:
    def __init__(self, data_dir: Path, port: int, process: "subprocess.Popen[bytes]") -> None:
        self.data_dir = data_dir
        self.port = port
        self.process = process

    def get(self, target: str) -> tuple[int, str, bytes]:
        """Status, Location and body, over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", target, headers={**FOLLOWER, "host": "localhost"})
            reply = connection.getresponse()
            return reply.status, reply.getheader("location") or "", reply.read()
        finally:
            connection.close()

    def click(self) -> str:
        """Opens the link and gives the click id that the shop gets."""
        status, location, _ = self.get("/abc")
        assert status == 302
        return parse_qs(urlsplit(location).query)["plaudit_click"][0]

    def answers(self) -> bool:
        try:
            return self.get("/livez")[0] == 200
        except OSError:
            return False

    def metric(self, name: str) -> float:
        lines = self.get("/metrics")[2].decode().splitlines()
        return next(float(line.rpartition(" ")[2]) for line in lines if line.startswith(f"{name} "))

    def click_ids_in_log(self) -> list[str]:
        log = SqliteLog(self.data_dir / "log", keep=timedelta(0), clock=system_clock)
        batches = [b for state in log.origins("clicks") for b in log.read("clicks", state.origin, 0, 1_000_000)]
        return [record.event.key for batch in batches for record in records(batch)]


@contextmanager
def running_process(data_dir: Path, first: str = "", **settings: str) -> Iterator[RunningProcess]:
    """`first` is what the process does before it becomes the redirect."""
    with a_registry(data_dir) as registry:
        fill(registry)
        registry.links.create(a_link(slug="abc"))
    with bound_socket("127.0.0.1", 0) as holder:
        port = holder.getsockname()[1]
    environment = os.environ | {"PLAUDIT_DATA_DIR": str(data_dir), "PLAUDIT_REDIRECT_PORT": str(port)} | settings
    process = subprocess.Popen([sys.executable, "-c", first + PROGRAM], env=environment, start_new_session=True)
    try:
        running = RunningProcess(data_dir, port, process)
        wait_until(running.answers, 60)
        yield running
    finally:
        process.terminate()
        process.wait(30)


def storm(running: RunningProcess, answered: list[str], stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            answered.append(running.click())
        except (OSError, http.client.HTTPException):
            return


def test_a_click_is_durable_before_its_answer_and_the_worker_stops_in_order(tmp_path: Path) -> None:
    with running_process(tmp_path) as running:
        ids = [running.click() for _ in range(3)]
        assert running.click_ids_in_log() == ids
        assert json.loads(running.get("/readyz")[2])["status"] == "ok"
        running.process.terminate()
        assert running.process.wait(30) == 0
        assert running.click_ids_in_log() == ids


def test_a_kill_after_answers_loses_none_of_them(tmp_path: Path) -> None:
    answered: list[str] = []
    stop = threading.Event()
    with running_process(tmp_path) as running:
        visitors = [threading.Thread(target=storm, args=(running, answered, stop)) for _ in range(VISITORS)]
        for visitor in visitors:
            visitor.start()
        wait_until(lambda: len(answered) > 100, 60)
        unconfirmed = running.metric("plaudit_redirect_clicks_unconfirmed_total")
        os.killpg(running.process.pid, signal.SIGKILL)
        stop.set()
        for visitor in visitors:
            visitor.join()
        missing = set(answered) - set(running.click_ids_in_log())
    assert len(missing) <= unconfirmed
    assert len(answered) > 100


def test_a_full_disk_costs_clicks_and_nobody_the_way_to_the_shop(tmp_path: Path) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000)); "
    with running_process(tmp_path, limit) as running:
        ids = [running.click() for _ in range(600)]
        lost = running.metric("plaudit_redirect_clicks_lost_total")
        recorded = running.metric("plaudit_redirect_clicks_recorded_total")
        kept = running.click_ids_in_log()
    assert lost > 0
    assert recorded + lost == len(ids)
    assert set(kept) <= set(ids)
    assert len(kept) >= recorded


def test_without_a_place_for_the_log_and_without_a_registry_followers_still_arrive(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("this is no directory")
    with running_process(tmp_path) as running:
        (tmp_path / "registry.sqlite").unlink()
        running.click()
        assert running.metric("plaudit_redirect_clicks_lost_total") == 1
        assert running.get("/readyz")[0] == 503
        (tmp_path / "log").unlink()
        wait_until(lambda: running.get("/readyz")[0] == 200, 30)
        assert running.click() in running.click_ids_in_log()


@pytest.mark.slow
def test_workers_share_the_port_and_are_counted_together(tmp_path: Path) -> None:
    with running_process(tmp_path, PLAUDIT_REDIRECT_WORKERS="2") as running:
        ids = [running.click() for _ in range(40)]
        wait_until(lambda: running.metric("plaudit_redirect_clicks_recorded_total") == len(ids), 30)
        assert sorted(running.click_ids_in_log()) == sorted(ids)


@pytest.mark.slow
def test_who_never_finishes_asking_is_hung_up_on(tmp_path: Path) -> None:
    with running_process(tmp_path) as running, socket.create_connection(("127.0.0.1", running.port)) as visitor:
        visitor.sendall(b"GET /abc HTTP/1.1\r\nHost: local")
        visitor.settimeout(30)
        assert visitor.recv(1) == b""
