import json
from pathlib import Path

import pytest

from plaudit.errors import MisconfiguredError
from plaudit.settings import load_settings
from tests.support.cli import run


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PLAUDIT_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def test_it_prints_the_token_once_as_data_and_the_rest_as_talk(data_dir: Path) -> None:
    first, second = run("init"), run("init")
    token = (data_dir / "admin.token").read_text().strip()
    assert first.stdout == token + "\n"
    assert token not in first.stderr
    assert second.exit_code == 0
    assert second.stdout == ""
    assert "initialised already" in second.stderr


def test_currency_and_zone_are_kept_for_good(data_dir: Path) -> None:
    assert run("init", "--currency", "USD", "--timezone", "America/New_York").exit_code == 0
    assert load_settings().currency == "USD"
    assert load_settings().timezone == "America/New_York"
    assert run("init", "--currency", "USD").exit_code == 0
    refused = run("init", "--currency", "EUR")
    assert isinstance(refused.exception, MisconfiguredError)
    assert "reports in currency USD already" in str(refused.exception)


@pytest.mark.parametrize(("option", "value"), [("--currency", "dollars"), ("--timezone", "Mars/Olympus")])
def test_a_currency_or_zone_that_does_not_exist_makes_nothing(data_dir: Path, option: str, value: str) -> None:
    assert isinstance(run("init", option, value).exception, MisconfiguredError)
    assert not data_dir.exists()


def test_json_tells_places_and_token(data_dir: Path) -> None:
    told = json.loads(run("init", "--json").stdout)
    assert told["data_dir"] == str(data_dir)
    assert told["token"].startswith("plaudit_")
    assert Path(told["token_file"]).read_text().strip() == told["token"]
