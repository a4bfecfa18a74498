"""The table of log back ends, loaded late so that an optional client costs nothing."""

from importlib import import_module
from typing import cast

from plaudit.errors import MisconfiguredError
from plaudit.eventlog.protocol import EventLog
from plaudit.settings import Settings

BACKENDS = {
    "sqlite": "plaudit.eventlog.sqlite:open_log",
}


def open_log(settings: Settings) -> EventLog:
    """Opens the log that `PLAUDIT_LOG_URL` names."""
    scheme = settings.log_url.partition(":")[0]
    if scheme not in BACKENDS:
        known = ", ".join(sorted(BACKENDS))
        raise MisconfiguredError(f"PLAUDIT_LOG_URL names the back end {scheme!r}; there are: {known}.")
    module, _, attribute = BACKENDS[scheme].partition(":")
    return cast("EventLog", getattr(import_module(module), attribute)(settings))
