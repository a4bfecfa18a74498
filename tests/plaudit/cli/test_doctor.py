import json
from pathlib import Path
from typing import Any

import pytest

from plaudit.clock import system_clock
from plaudit.settings import load_settings
from plaudit.supervision.initialisation import initialise
from plaudit.supervision.run_file import RunFile
from tests.support.cli import run


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PLAUDIT_DATA_DIR", str(tmp_path))
    initialise(load_settings(), system_clock)
    return tmp_path


def checks() -> tuple[int, dict[str, dict[str, Any]]]:
    """Exit code, and what was found by name."""
    told = run("doctor", "--json")
    return told.exit_code, {row["check"]: row for row in json.loads(told.stdout)}


def test_a_fresh_directory_is_well() -> None:
    code, found = checks()
    assert code == 0
    assert all(row["ok"] for row in found.values())
    assert set(found) == {"sqlite", "data directory", "keys", "disk", "event log", "registry", "aggregator", "services"}


def test_keys_that_others_can_read_are_told(data_dir: Path) -> None:
    (data_dir / "keys" / "master").chmod(0o644)
    code, found = checks()
    assert code == 1
    assert not found["keys"]["ok"]
    assert "open to others" in found["keys"]["detail"]


def test_an_origin_that_is_held_is_told_with_its_sentence(data_dir: Path) -> None:
    status = {"held": [{"sentence": "ingest-1 lacks 5-7."}], "troubles": {}, "complete": False, "updated_at": "now"}
    (data_dir / "aggregator.json").write_text(json.dumps(status))
    code, found = checks()
    assert code == 1
    assert found["aggregator"]["detail"] == "ingest-1 lacks 5-7."


def test_a_service_that_should_run_and_does_not_answer_is_told(data_dir: Path) -> None:
    settings = load_settings(redirect_port=9, ingest_port=9, dashboard_port=9, api_port=9)
    RunFile(settings, data_dir / "admin.token").write({})
    code, found = checks()
    assert code == 1
    assert "does not answer" in found["ingest"]["detail"]


def test_without_a_data_directory_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAUDIT_DATA_DIR", str(tmp_path / "none"))
    code, found = checks()
    assert code == 1
    assert "plaudit init" in found["data directory"]["detail"]
