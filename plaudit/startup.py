"""How every service process begins: settings, keys and a writable data directory, or one sentence and an exit code."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from plaudit.errors import AlreadyRunningError, MisconfiguredError
from plaudit.security.keys import Keys, load_keys
from plaudit.settings import Settings, load_settings

REFUSALS = (MisconfiguredError, AlreadyRunningError)


def run_service(main: Callable[[Settings, Keys], None]) -> NoReturn:
    """Loads settings and keys, runs `main`, ends the process: 0, or 78 when set up wrongly, 75 when already running."""
    try:
        settings = load_settings()
        check_writable(settings.data_dir)
        main(settings, load_keys(settings.data_dir))
    except REFUSALS as refusal:
        refuse(refusal)
    raise SystemExit(0)


def refuse(refusal: MisconfiguredError | AlreadyRunningError) -> NoReturn:
    """Says why on stderr and ends the process with the exit code of the refusal."""
    sys.stderr.write(f"plaudit: {refusal}\n")
    raise SystemExit(refusal.exit_code)


def check_writable(data_dir: Path) -> None:
    """Raises MisconfiguredError when the data directory is missing or can't be written."""
    if not data_dir.is_dir():
        raise MisconfiguredError(f"There is no data directory {data_dir}; make it with `plaudit init`.")
    if not os.access(data_dir, os.W_OK | os.X_OK):
        raise MisconfiguredError(f"The data directory {data_dir} can't be written; give this user the right to.")
