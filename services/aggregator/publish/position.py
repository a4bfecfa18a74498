"""How far a publication is: the rebuild epoch and the versions of the tables it shows."""

import os
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import duckdb

from plaudit.errors import MisconfiguredError

EPOCH_FILE = "rebuild-epoch"


class Position(NamedTuple):
    """What a published file shows; positions of one epoch are ordered by both versions at once."""

    epoch: int
    clicks: int
    events: int

    def is_behind(self, other: "Position") -> bool:
        """Whether publishing this over `other` would go back in any way."""
        if self.epoch != other.epoch:
            return self.epoch < other.epoch
        return self.clicks < other.clicks or self.events < other.events


class Publication(NamedTuple):
    """One published file: what it shows, when it was published, and how long that took."""

    position: Position
    published_at: datetime
    seconds: float


def read_epoch(data_dir: Path) -> int:
    """How often the bronze tables were made anew; 0 until the first time. Raises MisconfiguredError."""
    path = data_dir / EPOCH_FILE
    try:
        return int(path.read_text("ascii"))
    except FileNotFoundError:
        return 0
    except (OSError, ValueError) as error:
        raise MisconfiguredError(
            f"{path} can't be read as a number ({error}); write the last epoch into it."
        ) from error


def begin_epoch(data_dir: Path) -> int:
    """Starts the next epoch, durably: what is published from now on goes before all that was.

    To be called when bronze tables were made anew, so that their versions begin again.
    """
    epoch = read_epoch(data_dir) + 1
    path = data_dir / EPOCH_FILE
    draft = path.with_suffix(".tmp")
    with draft.open("w", encoding="ascii") as file:
        file.write(str(epoch))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return epoch


def read_position(file: Path) -> Position | None:
    """What a published file shows, None when there is no file or none that can be read."""
    if not file.exists():
        return None
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            row = connection.execute(
                "SELECT rebuild_epoch, clicks_version, events_version FROM meta_snapshot"
            ).fetchone()
    except duckdb.Error:
        return None  # A damaged file holds nothing back: the tables can always be published again.
    return Position(*row) if row else None
