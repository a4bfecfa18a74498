import sys

import pytest

from plaudit.cli.__main__ import build_app, help_of, load, main
from plaudit.cli.table import COMMANDS, GROUPS, Command
from plaudit.errors import MisconfiguredError, PermanentError
from tests.support.cli import run
from tests.support.logs import logging_as_it_was


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.words)
def test_every_command_can_be_loaded_and_shows_its_examples_first(command: Command) -> None:
    assert callable(load(command))
    shown = run(*command.words.split(), "--help")
    assert shown.exit_code == 0
    lines = [line.strip() for line in shown.stdout.splitlines() if line.strip()]
    assert lines[0].startswith(f"Usage: plaudit {command.words}")
    assert lines[1] == command.examples[0]
    assert command.sentence.split()[0] in shown.stdout


def test_no_two_commands_share_their_words_and_every_group_has_a_sentence() -> None:
    assert len({command.words for command in COMMANDS}) == len(COMMANDS)
    assert {command.group for command in COMMANDS if command.group} == set(GROUPS)


def test_help_lists_every_command() -> None:
    listed = run("--help").stdout
    assert all(command.words.split()[0] in listed for command in COMMANDS)


def test_only_the_called_command_is_loaded() -> None:
    broken = [command.target for command in COMMANDS if "version" not in command.words]
    assert broken
    before = set(sys.modules)
    assert run("version").exit_code == 0
    loaded = set(sys.modules) - before
    assert not {target.partition(":")[0] for target in broken} & loaded


def test_an_unknown_command_is_misuse_and_gets_a_hint() -> None:
    shown = run("doctr")
    assert shown.exit_code == 2
    assert "Did you mean 'doctor'?" in shown.stderr


@pytest.mark.parametrize(
    ("error", "code"), [(PermanentError("It is so; do this."), 1), (MisconfiguredError("It is so; do this."), 78)]
)
def test_an_error_is_one_sentence_on_stderr(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception, code: int
) -> None:
    def fail(_: object) -> None:
        raise error

    monkeypatch.setattr(sys, "argv", ["plaudit", "version"])
    monkeypatch.setattr("plaudit.cli.__main__.build_app", fail)
    with logging_as_it_was(), pytest.raises(SystemExit) as ending:
        main()
    assert ending.value.code == code
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "plaudit: It is so; do this.\n")


def test_details_of_the_function_follow_the_sentence() -> None:
    command = Command("thing do", "m:f", "Do a thing.", ("plaudit thing do",))
    assert help_of(command, "  More of it.\n") == "\b\n  plaudit thing do\n\nDo a thing.\n\nMore of it."


def test_the_app_is_the_same_whatever_is_called() -> None:
    assert len(build_app([]).registered_commands) == len(build_app(["gaps", "list"]).registered_commands)
