"""The aggregator as a real process: killed at any moment, started twice, told to end."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Self

import duckdb
import pytest

from plaudit.eventlog.backends import open_log
from plaudit.security.keys import create_keys
from plaudit.settings import Settings, load_settings
from services.aggregator.gaps.acceptance import accept
from services.aggregator.status import Status, read_status
from services.aggregator.tables.bronze import BronzeTable
from tests.support.processes import wait_until
from tests.support.records import click_event, cost_event
from tests.support.tables import numbers_in, rows_in

ROOT = Path(__file__).parents[3]
SEED = 20261124


class Process:
    """`python -m services.aggregator` on a data directory."""

    def __init__(self, data_dir: Path) -> None:
        environment = os.environ | {"PLAUDIT_DATA_DIR": str(data_dir), "PLAUDIT_PUBLISH_INTERVAL_MS": "50"}
        self.data_dir = data_dir
        self.running = subprocess.Popen(
            [sys.executable, "-m", "services.aggregator"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def kill(self) -> None:
        self.running.kill()
        self.running.communicate()

    def end(self) -> tuple[int, str]:
        self.running.send_signal(signal.SIGTERM)
        _, said = self.running.communicate(timeout=30)
        return self.running.returncode, said

    def has_begun(self) -> bool:
        return self.status() is not None

    def status(self) -> Status | None:
        status = read_status(self.data_dir)
        return status if status is not None and status.pid == self.running.pid else None


@pytest.fixture
def config(tmp_path: Path) -> Settings:
    create_keys(tmp_path)
    return load_settings({}, data_dir=tmp_path)


class Traffic:
    """A thread that appends small groups to both streams of the log until it is stopped; counts what was acked."""

    def __init__(self, settings: Settings) -> None:
        self._log = open_log(settings)
        self._stop = Event()
        self.clicks = self.events = 0
        self._thread = Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        chance = random.Random(SEED)
        while not self._stop.is_set():
            clicks, events = self._log.open_writer("clicks", "redirect"), self._log.open_writer("events", "ingest")
            for _ in range(chance.randint(5, 40)):
                size = chance.randint(1, 30)
                clicks.append([click_event(self.clicks + n) for n in range(size)])
                self.clicks += size
                events.append([cost_event(self.events)])
                self.events += 1
                time.sleep(chance.uniform(0, 0.01))
            clicks.close()
            events.close()


def complete(process: Process, clicks: int, events: int) -> bool:
    """Whether the process says that all of this is published."""
    status = process.status()
    if status is None or not status.complete:
        return False
    marks = [sum(origin.mark for origin in stream.origins.values()) for stream in status.streams.values()]
    return marks == [clicks, events]


def run_with_kills(config: Settings, kills: int) -> None:
    """Lets traffic run while the aggregator is killed again and again, then checks every record."""
    chance = random.Random(SEED)
    with Traffic(config) as traffic:
        for _ in range(kills):
            process = Process(config.data_dir)
            if chance.random() < 0.7:  # the others die while they start
                wait_until(process.has_begun)
            time.sleep(chance.uniform(0, 0.7))
            process.kill()
    process = Process(config.data_dir)
    try:
        wait_until(lambda: complete(process, traffic.clicks, traffic.events), seconds=30)
    finally:
        process.kill()
    clicks = rows_in(BronzeTable.open(config.tables_location, "clicks"))
    events = rows_in(BronzeTable.open(config.tables_location, "events"))
    assert sorted(clicks["click_id"].to_list()) == [click_event(n).key for n in range(traffic.clicks)]
    assert sorted(events["key"].to_list()) == sorted(f"cost-{n}" for n in range(traffic.events))
    with duckdb.connect(str(config.analytics_file), read_only=True) as connection:
        ((published,),) = connection.execute("SELECT COUNT(*) FROM clicks").fetchall()
    assert published == traffic.clicks


def test_kill_9_at_random_moments_neither_doubles_nor_loses(config: Settings) -> None:
    run_with_kills(config, kills=3)


@pytest.mark.slow
def test_kill_9_many_times_neither_doubles_nor_loses(config: Settings) -> None:
    run_with_kills(config, kills=25)


@pytest.fixture
def process(config: Settings) -> Iterator[Process]:
    started = Process(config.data_dir)
    yield started
    started.kill()


def test_a_second_aggregator_is_refused_with_exit_code_75(config: Settings, process: Process) -> None:
    wait_until(lambda: process.status() is not None)
    second = Process(config.data_dir)
    _, said = second.running.communicate(timeout=30)
    assert second.running.returncode == 75
    assert f"process {process.running.pid}" in said
    assert process.running.poll() is None


def test_being_told_to_end_publishes_what_came_in_and_exits_with_0(config: Settings, process: Process) -> None:
    wait_until(lambda: process.status() is not None)
    writer = open_log(config).open_writer("clicks", "redirect")
    writer.append([click_event(1)])
    writer.close()
    code, said = process.end()
    assert code == 0, said
    status = read_status(config.data_dir)
    assert status is not None
    assert status.complete
    assert status.streams["clicks"].origins[writer.origin].mark == 1


def test_a_loss_can_be_accepted_while_it_runs(config: Settings, process: Process) -> None:
    origin = cut_origin(config)
    wait_until(lambda: (status := process.status()) is not None and status.held)
    accept(open_log(config), config.tables_location, origin, 2, 9)
    wait_until(lambda: (status := process.status()) is not None and status.complete)
    assert numbers_in(BronzeTable.open(config.tables_location, "clicks"), origin) == list(range(1, 10))


def test_tables_that_cannot_be_opened_end_it_with_a_sentence(config: Settings) -> None:
    log = config.data_dir / "tables" / "clicks" / "_delta_log"
    log.mkdir(parents=True)
    (log / f"{0:020}.json").write_text('{"protocol":{"minReaderVersion":99,"minWriterVersion":99}}\n')
    process = Process(config.data_dir)
    _, said = process.running.communicate(timeout=30)
    assert process.running.returncode == 1
    failed = json.loads(said.splitlines()[-1])
    assert (failed["event"], failed["reason"]) == ("aggregator_failed", "table_unavailable")


def test_without_keys_it_refuses_with_exit_code_78(tmp_path: Path) -> None:
    process = Process(tmp_path)
    _, said = process.running.communicate(timeout=30)
    assert process.running.returncode == 78
    assert "plaudit init" in said


def cut_origin(config: Settings) -> str:
    """An origin whose record 1 is there and whose records 2-9 were acknowledged and are gone."""
    writer = open_log(config).open_writer("clicks", "redirect")
    writer.append([click_event(1)])
    writer.close()
    (config.data_dir / "log" / "clicks" / writer.origin / "acked").write_text(f"{9:020}\n")
    return writer.origin


def test_its_logs_are_one_json_object_a_line(config: Settings, process: Process) -> None:
    origin = cut_origin(config)
    wait_until(lambda: (status := process.status()) is not None and status.held)
    _, said = process.end()
    [held] = [entry for line in said.splitlines() if (entry := json.loads(line))["event"] == "origin_held"]
    assert (held["service"], held["origin"], held["reason"]) == ("aggregator", origin, "cut")
