"""Writes the pages of `docs/` that the code itself can tell: `python -m plaudit.cli.reference docs`."""

import sys
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo

from plaudit.cli.table import COMMANDS, Command
from plaudit.settings import FILE_NAME, PREFIX, TEST_PREFIX, Settings

SETTINGS_HEAD = f"""# Settings

Generated from `plaudit/settings.py` by `make docs`; do not edit.

A setting is an environment variable, or the same name in lower case and without `{PREFIX}` in `{FILE_NAME}` in the
data directory; the variable wins. The list is closed: an unknown `{PREFIX}*` name refuses to start with exit code 78,
except `{TEST_PREFIX}*`, which services ignore.

| variable | default | what it is |
|---|---|---|
"""
COMMANDS_HEAD = """# Commands

Generated from `plaudit/cli/table.py` by `make docs`; do not edit. `plaudit COMMAND --help` tells every option.

Data goes to stdout and talk to stderr; `--json` gives one JSON document. Exit code 0: done, 1: failed, 2: misused;
services also end with 78 (set up wrongly) and 75 (another one is at work).

| command | what it does |
|---|---|
"""


def settings_page() -> str:
    """A row a setting: its variable, default and sentence."""
    return SETTINGS_HEAD + "".join(_setting_row(name, field) for name, field in Settings.model_fields.items())


def commands_page() -> str:
    """A row a command, with the examples of its help."""
    return COMMANDS_HEAD + "".join(_command_row(command) for command in COMMANDS)


PAGES = {"settings.md": settings_page, "commands.md": commands_page}


def write_pages(docs: Path) -> None:
    for name, page in PAGES.items():
        (docs / name).write_text(page(), "utf-8")


def _setting_row(name: str, field: FieldInfo) -> str:
    choices = _choices(field.annotation)
    among = f" One of {', '.join(f'`{choice}`' for choice in choices)}." if choices else ""
    sentence = (field.description or "").replace("|", "\\|")
    return f"| `{PREFIX}{name.upper()}` | {_default(field)} | {sentence}{among} |\n"


def _default(field: FieldInfo) -> str:
    value = field.default
    return "" if value is None or value == [] else f"`{value}`"


def _choices(annotation: Any) -> tuple[str, ...]:
    """The words of a Literal."""
    return tuple(map(str, get_args(annotation))) if "Literal" in str(get_origin(annotation)) else ()


def _command_row(command: Command) -> str:
    examples = "<br>".join(f"`{example}`" for example in command.examples)
    return f"| {examples} | {command.sentence} |\n"


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
