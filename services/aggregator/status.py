"""What the aggregator says of itself in `<data>/aggregator.json`, for `plaudit doctor`, the demo and operators."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from plaudit.events.envelope import Stream

FILE_NAME = "aggregator.json"


class OriginStatus(msgspec.Struct, frozen=True):
    """`mark` is the last number in the table, `head` the last that the log has, `living` whether it is written."""

    mark: int
    head: int
    living: bool


class HeldStatus(msgspec.Struct, frozen=True):
    """An origin that can't go on, why, and the numbers that are missing, if that is why."""

    stream: Stream
    origin: str
    reason: str
    sentence: str
    first: int | None = None
    last: int | None = None


class StreamStatus(msgspec.Struct, frozen=True):
    """`records` and `rejected` count what this process loaded."""

    version: int
    records: int
    rejected: int
    origins: Mapping[str, OriginStatus]


class PublishedStatus(msgspec.Struct, frozen=True):
    """The table versions of the last publication of this process, and when and how long it was made."""

    clicks: int
    events: int
    at: datetime
    seconds: float


class Status(msgspec.Struct, frozen=True):
    """`ready`: it has published, nothing is held, nothing fails. `complete`: all that the log had is published."""

    pid: int
    started_at: datetime
    updated_at: datetime
    ready: bool
    complete: bool
    streams: Mapping[Stream, StreamStatus]
    held: list[HeldStatus]
    published: PublishedStatus | None
    troubles: Mapping[str, str]


def write_status(data_dir: Path, status: Status) -> None:
    """Replaces the file as a whole; a reader sees the former state or this one."""
    path = data_dir / FILE_NAME
    draft = path.with_suffix(f".{status.pid}.tmp")
    draft.write_bytes(msgspec.json.format(msgspec.json.encode(status)) + b"\n")
    draft.replace(path)


def read_status(data_dir: Path) -> Status | None:
    """The last state that was written, None when no aggregator ever ran here or its file is unreadable."""
    try:
        return msgspec.json.decode((data_dir / FILE_NAME).read_bytes(), type=Status)
    except (FileNotFoundError, msgspec.DecodeError):
        return None
