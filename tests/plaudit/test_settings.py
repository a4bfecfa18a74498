"""Settings: one closed list; whatever is wrong is named where it was written."""

from pathlib import Path

import pytest

from plaudit.errors import MisconfiguredError
from plaudit.settings import load_settings


@pytest.mark.parametrize(
    ("written", "used"),
    [("127.0.0.1", "127.0.0.1"), ("localhost", "127.0.0.1"), ("::1", "::1"), ("[::1]", "::1"), ("0.0.0.0", "0.0.0.0")],
)
def test_an_address_is_kept_as_sockets_take_it(tmp_path: Path, written: str, used: str) -> None:
    assert load_settings({"PLAUDIT_BIND": written}, data_dir=tmp_path).bind == used


@pytest.mark.parametrize("name", ["nowhere", "", "127.0.0.1:80", "shop.example"])
def test_an_address_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(MisconfiguredError, match="PLAUDIT_BIND can't be used"):
        load_settings({"PLAUDIT_BIND": name}, data_dir=tmp_path)


def test_an_unknown_key_of_the_file_is_named_with_the_file(tmp_path: Path) -> None:
    (tmp_path / "plaudit.toml").write_text("timezoned = 'UTC'\n")
    with pytest.raises(MisconfiguredError, match=r"'timezoned' in .*plaudit\.toml is no setting"):
        load_settings({}, data_dir=tmp_path)


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "plaudit.toml").write_text("timezone = 'Europe/Berlin'\ncurrency = 'USD'\n")
    settings = load_settings({"PLAUDIT_CURRENCY": "GBP"}, data_dir=tmp_path)
    assert (settings.timezone, settings.currency) == ("Europe/Berlin", "GBP")
