"""Running a command in this process, as its user would."""

from typer.testing import CliRunner, Result

from plaudit.cli.__main__ import build_app


def run(*words: str) -> Result:
    """Exit code, stdout and stderr of `plaudit WORDS…`."""
    return CliRunner().invoke(build_app(words), list(words), prog_name="plaudit")
