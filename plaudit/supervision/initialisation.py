"""Making a data directory: keys, `plaudit.toml`, the registry with its first salts, and an admin token."""

import os
from pathlib import Path
from typing import NamedTuple

from plaudit.clock import Clock
from plaudit.errors import MisconfiguredError
from plaudit.registry import open_registry
from plaudit.security.keys import Keys, create_keys, key_directory, load_keys
from plaudit.settings import FILE_NAME, Settings

ADMIN = "admin"
KEPT = ("admin.token", "registry.sqlite", "log", "tables", "analytics.duckdb")
"""What may be worth nothing without the keys it was made with."""


class Initialised(NamedTuple):
    """What `initialise` did; `token` is the admin token in clear when it was minted just now."""

    token: str | None
    token_file: Path


def token_file(data_dir: Path) -> Path:
    return data_dir / "admin.token"


def initialise(settings: Settings, clock: Clock) -> Initialised:
    """Makes what is missing of a data directory; a second call changes nothing.

    Raises MisconfiguredError when the directory can't be written, or holds data whose keys are gone.
    """
    _make_directory(settings.data_dir)
    keys = _keys(settings.data_dir)
    _write_settings(settings)
    place = token_file(settings.data_dir)
    registry = open_registry(settings, keys, clock)
    try:
        registry.salts.keep()
        token = None if place.exists() else registry.tokens.create("init", frozenset({ADMIN}))
    finally:
        registry.close()
    if token is not None:
        _write_private(place, token + "\n")
    return Initialised(token, place)


def _make_directory(data_dir: Path) -> None:
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise MisconfiguredError(f"The data directory {data_dir} can't be made: {error.strerror}.") from error
    if not os.access(data_dir, os.W_OK | os.X_OK):
        raise MisconfiguredError(f"The data directory {data_dir} can't be written; give this user the right to.")


def _keys(data_dir: Path) -> Keys:
    """The keys, new ones only where nothing was kept yet: data without its keys can never be read again."""
    if key_directory(data_dir).exists() or any((data_dir / name).exists() for name in KEPT):
        return load_keys(data_dir)
    return create_keys(data_dir)


def _write_settings(settings: Settings) -> None:
    """Fixes what must not change under existing data: the reporting currency and the zone of its days."""
    path = settings.data_dir / FILE_NAME
    if not path.exists():
        text = (
            f'# Every setting: docs/settings.md\ncurrency = "{settings.currency}"\ntimezone = "{settings.timezone}"\n'
        )
        path.write_text(text, "utf-8")


def _write_private(path: Path, text: str) -> None:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
