"""`plaudit version`."""

import platform

from plaudit import __version__
from plaudit.cli.output import AsJson, write_json, write_line


def version(*, as_json: AsJson = False) -> None:
    found = {"plaudit": __version__, "python": platform.python_version()}
    write_json(found) if as_json else write_line(f"plaudit {__version__} on Python {found['python']}")
