import shutil
import stat
from pathlib import Path

import pytest

from plaudit.clock import system_clock
from plaudit.errors import MisconfiguredError
from plaudit.registry import open_registry
from plaudit.security.keys import load_keys
from plaudit.settings import load_settings
from plaudit.supervision.initialisation import Initialised, initialise


def made(data_dir: Path) -> Initialised:
    return initialise(load_settings({}, data_dir=data_dir, currency="USD", timezone="Europe/Berlin"), system_clock)


def test_it_makes_keys_settings_salts_and_a_token_that_opens_everything(tmp_path: Path) -> None:
    done = made(tmp_path / "data")
    settings = load_settings({}, data_dir=tmp_path / "data")
    assert (settings.currency, settings.timezone) == ("USD", "Europe/Berlin")
    registry = open_registry(settings, load_keys(settings.data_dir), system_clock)
    try:
        assert done.token is not None
        assert registry.tokens.verify(done.token) == frozenset({"admin"})
        assert len(registry.salts.known()) == 3
    finally:
        registry.close()


def test_the_token_and_the_keys_are_for_their_owner_only(tmp_path: Path) -> None:
    done = made(tmp_path / "data")
    assert done.token_file.read_text().strip() == done.token
    for path in (done.token_file, *(tmp_path / "data" / "keys").iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_second_time_changes_nothing_and_shows_no_token(tmp_path: Path) -> None:
    first = made(tmp_path)
    keys = load_keys(tmp_path)
    again = made(tmp_path)
    assert first.token is not None
    assert again.token is None
    assert load_keys(tmp_path) == keys


def test_data_without_its_keys_is_refused_and_gets_no_new_ones(tmp_path: Path) -> None:
    made(tmp_path)
    shutil.rmtree(tmp_path / "keys")
    with pytest.raises(MisconfiguredError, match="is missing; restore it"):
        made(tmp_path)
    assert not (tmp_path / "keys").exists()


def test_one_missing_key_is_refused_and_not_replaced(tmp_path: Path) -> None:
    made(tmp_path)
    (tmp_path / "keys" / "deployment").unlink()
    with pytest.raises(MisconfiguredError, match="deployment is missing"):
        made(tmp_path)


def test_a_place_that_can_not_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MisconfiguredError, match="can't be made"):
        made(tmp_path / "file" / "data")
