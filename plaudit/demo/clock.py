"""The clock of a demo: one instant in a small shared file, which only the driver moves."""

import mmap
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECONDS = struct.Struct("=q")


class SharedClock:
    """Reads the instant when called, like every clock; the driver sets it between slices.

    One aligned 8-byte store: a reader sees the old instant or the new, never half of each.
    """

    def __init__(self, path: Path, *, start: datetime | None = None) -> None:
        if start is not None:
            path.write_bytes(bytes(MICROSECONDS.size))
        with path.open("r+b") as file:
            self._memory = memoryview(mmap.mmap(file.fileno(), MICROSECONDS.size)).cast("q")
        if start is not None:
            self.set(start)

    def __call__(self) -> datetime:
        return EPOCH + timedelta(microseconds=self._memory[0])

    def set(self, instant: datetime) -> None:
        self._memory[0] = (instant - EPOCH) // timedelta(microseconds=1)


def clock_path(data_dir: Path) -> Path:
    return data_dir / "demo.clock"
