"""The aggregator's turns: load both streams, publish, and be honest about how it stands."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from plaudit.eventlog.memory import MemoryLog
from plaudit.eventlog.protocol import EventLog
from plaudit.security.keys import create_keys
from plaudit.settings import Settings, load_settings
from services.aggregator.app import create_app
from services.aggregator.cycle import Aggregator
from services.aggregator.status import Status, read_status
from services.aggregator.tables.bronze import BronzeTable, Pin, TableUnavailableError
from services.aggregator.tables.durability import SyncFailedError
from tests.support.records import NOON, ScriptedLog, ScriptedOrigin, batch_of, click_event, cost_event
from tests.support.tables import rows_of_pin


class Press:
    """A publisher that keeps what it was given."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.pins: list[tuple[Pin, Pin]] = []

    def __call__(self, clicks: Pin, events: Pin) -> None:
        if self.error is not None:
            raise self.error
        self.pins.append((clicks, events))


@pytest.fixture
def config(tmp_path: Path) -> Settings:
    create_keys(tmp_path)
    return load_settings({}, data_dir=tmp_path, publish_interval_ms=50)


def aggregator(config: Settings, log: EventLog, press: Press) -> Aggregator:
    return create_app(config, clock=lambda: NOON, log=log, publish=press)


def status_of(config: Settings) -> Status:
    status = read_status(config.data_dir)
    assert status is not None
    return status


def filled_log() -> MemoryLog:
    log = MemoryLog()
    log.open_writer("clicks", "redirect").append([click_event(1), click_event(2)])
    log.open_writer("events", "ingest").append([cost_event(1)])
    return log


def gapped_log() -> ScriptedLog:
    batches = [batch_of("a", first, [click_event(first)]) for first in (1, 4)]
    return ScriptedLog("clicks", a=ScriptedOrigin(batches))


def test_a_turn_loads_both_streams_and_publishes_them(config: Settings) -> None:
    press = Press()
    aggregator(config, filled_log(), press).turn()
    assert [rows_of_pin(pin).height for pin in press.pins[-1]] == [2, 1]


def test_the_status_says_what_is_loaded_and_published(config: Settings) -> None:
    aggregator(config, filled_log(), Press()).turn()
    status = status_of(config)
    assert (status.ready, status.complete) == (True, True)
    assert (status.streams["clicks"].records, status.streams["events"].records) == (2, 1)
    assert [(o.mark, o.head, o.living) for o in status.streams["clicks"].origins.values()] == [(2, 2, True)]
    assert status.published is not None
    assert (status.published.clicks, status.published.events) == (1, 1)


def test_nothing_new_is_not_published_again(config: Settings) -> None:
    press = Press()
    app = aggregator(config, filled_log(), press)
    app.turn()
    app.turn()
    assert len(press.pins) == 1


def test_a_gap_makes_it_unready_and_names_the_numbers(config: Settings) -> None:
    press = Press()
    app = aggregator(config, gapped_log(), press)
    app.turn()
    app.turn()
    status = status_of(config)
    assert (status.ready, status.complete) == (False, False)
    [held] = status.held
    assert (held.stream, held.origin, held.first, held.last, held.reason) == ("clicks", "a", 2, 3, "gap")
    assert "plaudit gaps accept a 2-3" in held.sentence
    assert rows_of_pin(press.pins[-1][0])["sequence"].to_list() == [1]


def test_a_failed_publication_stops_no_loading(config: Settings) -> None:
    press, log = Press(), filled_log()
    press.error = ValueError("out of paper")
    app = aggregator(config, log, press)
    app.turn()
    assert status_of(config).troubles == {"publication": "out of paper"}
    log.open_writer("clicks", "redirect").append([click_event(3)])
    app.turn()
    status = status_of(config)
    assert status.streams["clicks"].records == 3
    assert (status.ready, status.complete) == (False, False)


def test_a_table_that_fails_for_now_is_tried_again(config: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = aggregator(config, filled_log(), Press())

    def fail(*_: object) -> None:
        raise TableUnavailableError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(BronzeTable, "append", fail)
        assert app.turn() is False
        assert status_of(config).troubles == {"clicks": "The disk is full.", "events": "The disk is full."}
    app.turn()
    status = status_of(config)
    assert (status.ready, status.complete, status.troubles) == (True, True, {})


def test_a_disk_that_refuses_to_sync_ends_the_process(config: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = aggregator(config, filled_log(), Press())

    def fail(*_: object) -> None:
        raise SyncFailedError("The disk refused.")

    monkeypatch.setattr(BronzeTable, "append", fail)
    with pytest.raises(SyncFailedError):
        app.run(threading.Event())


def test_what_came_in_before_the_end_is_still_published(config: Settings) -> None:
    press, stop = Press(), threading.Event()
    stop.set()
    aggregator(config, filled_log(), press).run(stop)
    assert [rows_of_pin(pin).height for pin in press.pins[-1]] == [2, 1]


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_it_follows_the_log_while_it_runs(config: Settings) -> None:
    press, stop, log = Press(), threading.Event(), filled_log()
    thread = threading.Thread(target=aggregator(config, log, press).run, args=[stop])
    thread.start()
    try:
        wait_for(lambda: len(press.pins) == 1)
        log.open_writer("clicks", "redirect").append([click_event(3)])
        wait_for(lambda: len(press.pins) == 2)
        assert rows_of_pin(press.pins[-1][0]).height == 3
    finally:
        stop.set()
        thread.join()


def test_a_status_that_is_no_json_is_no_status(tmp_path: Path) -> None:
    assert read_status(tmp_path) is None
    (tmp_path / "aggregator.json").write_text("{")
    assert read_status(tmp_path) is None


def test_before_its_first_publication_it_says_that_it_is_not_ready(config: Settings) -> None:
    app = aggregator(config, filled_log(), Press())
    assert not app.status().ready
    app.turn()
    assert app.status().ready
