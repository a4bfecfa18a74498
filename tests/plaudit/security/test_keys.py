from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from plaudit.errors import MisconfiguredError
from plaudit.security.keys import KEY_BYTES, Keys, create_keys, key_directory, load_keys


def test_keys_are_made_once_and_private(tmp_path: Path) -> None:
    keys = create_keys(tmp_path)
    assert create_keys(tmp_path) == load_keys(tmp_path) == keys
    assert {len(key) for key in keys} == {KEY_BYTES}
    assert len(set(keys)) == len(keys)
    assert {path.stat().st_mode & 0o777 for path in key_directory(tmp_path).iterdir()} == {0o600}


def test_two_who_make_keys_at_once_get_the_same_and_leave_no_drafts(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(create_keys, [tmp_path] * 16))
    assert made == {load_keys(tmp_path)}
    assert sorted(path.name for path in key_directory(tmp_path).iterdir()) == sorted(Keys._fields)


@pytest.mark.parametrize("damage", ["missing", "short", "no hex", "open to others"])
def test_a_key_that_can_not_be_trusted_stops_the_start(tmp_path: Path, damage: str) -> None:
    create_keys(tmp_path)
    path = key_directory(tmp_path) / "master"
    match damage:
        case "missing":
            path.unlink()
        case "short":
            path.write_text("00ff")
        case "no hex":
            path.write_text("secret!")
        case _:
            path.chmod(0o644)
    with pytest.raises(MisconfiguredError, match="master"):
        load_keys(tmp_path)


def test_keys_show_in_no_repr(tmp_path: Path) -> None:
    keys = create_keys(tmp_path)
    assert not any(key.hex() in repr(keys) or repr(key) in repr(keys) for key in keys)


def test_each_store_has_a_key_of_its_own(tmp_path: Path) -> None:
    keys = create_keys(tmp_path)
    assert len({keys.store_key("a"), keys.store_key("b"), keys.deployment}) == 3
    assert keys.store_key("a") == load_keys(tmp_path).store_key("a")
