"""`plaudit init`: make the data directory."""

from typing import Annotated, Any

import typer

from plaudit.cli.output import AsJson, say, write_json, write_line
from plaudit.clock import system_clock
from plaudit.errors import MisconfiguredError
from plaudit.settings import FILE_NAME, Settings, load_settings
from plaudit.supervision.initialisation import Initialised, initialise


def init(
    *,
    currency: Annotated[str | None, typer.Option(help="The reporting currency, like EUR.")] = None,
    timezone: Annotated[str | None, typer.Option(help="The zone of report days, like Europe/Berlin.")] = None,
    as_json: AsJson = False,
) -> None:
    """Can be run again: what is there stays as it is. The admin token is shown once and kept in a 0600 file."""
    wanted: dict[str, Any] = {
        name: value for name, value in (("currency", currency), ("timezone", timezone)) if value is not None
    }
    settings = load_settings(**wanted)
    _check_unchanged(settings, wanted)
    done = initialise(settings, system_clock)
    if as_json:
        write_json({"data_dir": settings.data_dir, "token_file": done.token_file, "token": done.token})
    else:
        tell(settings, done)


def tell(settings: Settings, done: Initialised) -> None:
    """Says what was made; the token itself is data, the rest is talk."""
    if done.token is None:
        say(f"{settings.data_dir} is initialised already; its admin token is in {done.token_file}.")
        return
    say(f"Made {settings.data_dir}: report days of {settings.timezone}, amounts in {settings.currency}.")
    say(f"The admin token, shown this once (also in {done.token_file}, for your eyes only):")
    write_line(done.token)


def _check_unchanged(settings: Settings, wanted: dict[str, Any]) -> None:
    """Existing figures are in the currency and days they were made with: a second init can't change these."""
    if not wanted or not (settings.data_dir / FILE_NAME).exists():
        return
    standing = load_settings()
    for name, value in wanted.items():
        if getattr(standing, name) != value:
            raise MisconfiguredError(
                f"{settings.data_dir} reports in {name} {getattr(standing, name)} already; "
                f"change {name} in {settings.data_dir / FILE_NAME} and run `plaudit rebuild`."
            )
