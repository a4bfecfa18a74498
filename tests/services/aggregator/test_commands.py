"""`plaudit gaps`, `verify` and `rebuild` as a person runs them, on a data directory with a real log."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from plaudit.cli.__main__ import build_app
from plaudit.errors import AlreadyRunningError, MisconfiguredError, PermanentError
from plaudit.eventlog.backends import open_log
from plaudit.security.keys import create_keys
from plaudit.settings import Settings, load_settings
from services.aggregator.app import create_app
from services.aggregator.lease import hold_lease
from services.aggregator.publish.position import read_position
from tests.support.records import click_event, cost_event

Plaudit = Callable[..., Result]


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    create_keys(tmp_path)
    monkeypatch.setenv("PLAUDIT_DATA_DIR", str(tmp_path))
    return load_settings()


@pytest.fixture
def plaudit(config: Settings) -> Plaudit:
    def call(*words: str) -> Result:
        return CliRunner().invoke(build_app(words), list(words))

    return call


def append_clicks(config: Settings, count: int) -> str:
    """An origin whose writer is gone."""
    writer = open_log(config).open_writer("clicks", "redirect")
    writer.append([click_event(number) for number in range(count)])
    writer.close()
    return writer.origin


def pretend_acknowledged(config: Settings, origin: str, number: int) -> None:
    (config.data_dir / "log" / "clicks" / origin / "acked").write_text(f"{number:020}\n")


def load(config: Settings) -> None:
    create_app(config).turn()


def document(result: Result) -> Any:
    return json.loads(result.stdout)


@pytest.mark.parametrize("words", [("verify",), ("rebuild",), ("gaps", "list"), ("gaps", "accept", "o", "1-2")])
def test_without_a_data_directory_a_command_says_so_and_makes_nothing(
    plaudit: Plaudit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("PLAUDIT_DATA_DIR", str(tmp_path / "nowhere"))
    refusal = plaudit(*words).exception
    assert isinstance(refusal, MisconfiguredError)
    assert "make it with `plaudit init`" in str(refusal)
    assert not (tmp_path / "nowhere").exists()


def test_without_gaps_the_list_is_empty(config: Settings, plaudit: Plaudit) -> None:
    append_clicks(config, 3)
    assert document(plaudit("gaps", "list", "--json")) == []


def test_a_cut_log_is_listed_accepted_and_then_whole(config: Settings, plaudit: Plaudit) -> None:
    origin = append_clicks(config, 3)
    pretend_acknowledged(config, origin, 5)
    load(config)
    gap = {"stream": "clicks", "origin": origin, "first": 4, "last": 5, "records": 2, "reason": "cut"}
    listed = plaudit("gaps", "list", "--json")
    assert document(listed) == [gap]
    assert f"plaudit gaps accept {origin} 4-5" in listed.stderr
    assert plaudit("verify").exit_code == 1
    assert document(plaudit("gaps", "accept", origin, "4-5", "--json")) == gap
    assert document(plaudit("gaps", "list", "--json")) == []
    load(config)
    verified = plaudit("verify", "--json")
    assert verified.exit_code == 0, verified.stderr
    assert document(verified)[0]["figures"]["accepted losses"] == 2


def test_a_gap_of_one_number_needs_no_span(config: Settings, plaudit: Plaudit) -> None:
    origin = append_clicks(config, 3)
    pretend_acknowledged(config, origin, 4)
    load(config)
    assert "Accepted the loss of 1 records" in plaudit("gaps", "accept", origin, "4").stderr


@pytest.mark.parametrize("numbers", ["", "0", "4-", "-4", "4,5", "four", "4-5-6"])
def test_numbers_that_are_none_are_refused(config: Settings, plaudit: Plaudit, numbers: str) -> None:
    result = plaudit("gaps", "accept", "a", "--", numbers)
    assert isinstance(result.exception, PermanentError)
    assert "like 17-20" in str(result.exception)


def test_verify_prints_a_table_and_says_which_promise_holds(config: Settings, plaudit: Plaudit) -> None:
    append_clicks(config, 3)
    open_log(config).open_writer("events", "ingest").append([cost_event(1)])
    load(config)
    result = plaudit("verify")
    assert result.exit_code == 0, result.stderr
    assert "accepted losses" in result.stdout
    assert result.stderr.count("holds") == 4


def test_verify_names_what_is_broken_and_fails(config: Settings, plaudit: Plaudit) -> None:
    append_clicks(config, 3)
    load(config)
    append_clicks(config, 2)
    result = plaudit("verify", "--json")
    assert result.exit_code == 1
    assert [(found["check"], found["holds"]) for found in document(result)] == [
        ("numbers", False),
        ("deliveries", True),
        ("money", True),
        ("rebuild", True),
    ]
    assert "2 records wait" in result.stderr


def test_a_rebuild_publishes_in_a_new_epoch(config: Settings, plaudit: Plaudit) -> None:
    append_clicks(config, 3)
    load(config)
    assert document(plaudit("rebuild", "--json")) == {"epoch": 1, "tables": []}
    position = read_position(config.analytics_file)
    assert position is not None
    assert position.epoch == 1
    assert plaudit("verify").exit_code == 0


def test_a_rebuild_from_the_log_finds_the_same_rows(config: Settings, plaudit: Plaudit) -> None:
    append_clicks(config, 3)
    load(config)
    assert document(plaudit("rebuild", "--from", "log", "--json"))["tables"] == [
        {"stream": "clicks", "from_log": 3, "carried": 0, "different": 0},
        {"stream": "events", "from_log": 0, "carried": 0, "different": 0},
    ]
    assert plaudit("verify").exit_code == 0


def test_a_rebuild_from_the_log_waits_for_no_running_aggregator(config: Settings, plaudit: Plaudit) -> None:
    with hold_lease(config.data_dir):
        result = plaudit("rebuild", "--from", "log")
    assert isinstance(result.exception, AlreadyRunningError)
