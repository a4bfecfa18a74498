"""`plaudit`: finds the command that is called, loads only its module, and turns errors into sentences."""

import inspect
import logging
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import typer

from plaudit.cli.output import say
from plaudit.cli.table import COMMANDS, GROUPS, Command
from plaudit.errors import PlauditError
from plaudit.telemetry.logs import set_up_logging

FAILED = 1
HELP = "Plaudit tells what each creator of a campaign really brought in, with the evidence for every credited order."


def main() -> None:
    """The entry point of the `plaudit` script: exit 0 when done, 1 when failed, 2 when misused."""
    set_up_logging("plaudit", level=logging.WARNING)
    try:
        build_app(sys.argv[1:])(prog_name="plaudit")
    except PlauditError as error:
        say(f"plaudit: {error}")
        raise SystemExit(getattr(error, "exit_code", FAILED)) from None


def build_app(arguments: Sequence[str]) -> typer.Typer:
    """The whole command line; of the commands only the one that the arguments call is imported."""
    words = [argument for argument in arguments if not argument.startswith("-")]
    app = _group(HELP)
    groups = {name: _group(sentence) for name, sentence in GROUPS.items()}
    for name, group in groups.items():
        app.add_typer(group, name=name)
    for command in COMMANDS:
        parent = groups[command.group] if command.group else app
        is_called = words[: command.words.count(" ") + 1] == command.words.split()
        _add(parent, command, load(command) if is_called else _unloaded)
    return app


def load(command: Command) -> Callable[..., Any]:
    """The function behind a command."""
    module, _, attribute = command.target.partition(":")
    function: Callable[..., Any] = getattr(import_module(module), attribute)
    return function


def help_of(command: Command, details: str | None = None) -> str:
    """Examples first, then the sentence, then what the function's docstring adds to it."""
    examples = "\n".join(f"  {example}" for example in command.examples)
    return "\n\n".join([f"\b\n{examples}", command.sentence, *([inspect.cleandoc(details)] if details else [])])


def _add(parent: typer.Typer, command: Command, function: Callable[..., Any]) -> None:
    details = None if function is _unloaded else function.__doc__
    parent.command(command.name, help=help_of(command, details), short_help=command.sentence)(function)


def _group(sentence: str) -> typer.Typer:
    return typer.Typer(help=sentence, no_args_is_help=True, add_completion=False, rich_markup_mode=None)


def _unloaded() -> None:
    """Stands in for a command that was not called."""


if __name__ == "__main__":
    main()
