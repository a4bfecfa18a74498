import os
from pathlib import Path

import pytest

from plaudit.errors import AlreadyRunningError, MisconfiguredError
from plaudit.security.keys import Keys, create_keys
from plaudit.settings import Settings
from plaudit.startup import run_service


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PLAUDIT_DATA_DIR", str(tmp_path))
    create_keys(tmp_path)
    return tmp_path


def code_of(main: object = None) -> int | str | None:
    def do_nothing(_: Settings, __: Keys) -> None: ...

    with pytest.raises(SystemExit) as ending:
        run_service(main or do_nothing)  # type: ignore[arg-type]
    return ending.value.code


def test_main_gets_settings_and_keys_and_its_end_is_exit_0(data_dir: Path) -> None:
    given: list[tuple[Path, int]] = []
    assert code_of(lambda settings, keys: given.append((settings.data_dir, len(keys.master)))) == 0
    assert given == [(data_dir, 32)]


@pytest.mark.parametrize(("refusal", "code"), [(MisconfiguredError, 78), (AlreadyRunningError, 75)])
def test_a_refusal_is_one_sentence_and_its_exit_code(
    data_dir: Path, capsys: pytest.CaptureFixture[str], refusal: type[Exception], code: int
) -> None:
    def main(_: Settings, __: Keys) -> None:
        raise refusal("It can't be; do otherwise.")

    assert code_of(main) == code
    assert capsys.readouterr().err == "plaudit: It can't be; do otherwise.\n"


def test_an_unknown_setting_is_refused(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PLAUDIT_REDIRECTPORT", "1")
    assert code_of() == 78
    assert "PLAUDIT_REDIRECTPORT is no setting" in capsys.readouterr().err


def test_settings_of_tests_are_ignored(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAUDIT_TEST_BROKER", "x")
    assert code_of() == 0


def test_missing_keys_are_refused(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data_dir / "keys" / "master").unlink()
    assert code_of() == 78
    assert "keys/master is missing" in capsys.readouterr().err


def test_keys_that_others_can_read_are_refused(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data_dir / "keys" / "master").chmod(0o644)
    assert code_of() == 78
    assert "open to others" in capsys.readouterr().err


def test_a_missing_data_directory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PLAUDIT_DATA_DIR", str(tmp_path / "none"))
    assert code_of() == 78
    assert "plaudit init" in capsys.readouterr().err


def test_a_data_directory_that_can_not_be_written_is_refused(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anywhere, so the answer is pretended
    assert code_of() == 78
    assert "can't be written" in capsys.readouterr().err
