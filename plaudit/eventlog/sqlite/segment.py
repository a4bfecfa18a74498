"""The files of segments: one SQLite file for consecutive blocks of an origin, each block the events of one commit."""

import os
import zlib
from pathlib import Path

import apsw

SUFFIX = ".sqlite"
PAGE_BYTES = 16 << 10
"""Large blocks need fewer writes than with SQLite's 4 KiB, at the same cost for small ones."""

BUSY_MILLISECONDS = 2000
"""How long a connection waits for another that recovers the WAL of a killed writer."""

_SCHEMA = """
CREATE TABLE blocks (
    first  INTEGER PRIMARY KEY,
    count  INTEGER NOT NULL,
    crc    INTEGER NOT NULL,
    heads  BLOB NOT NULL,
    bodies BLOB NOT NULL
)
"""
# zlib lets go of the interpreter above 5 KiB, and getting it back costs more than the checksum itself.
_CRC_SLICE = 5 * 1024


def segment_path(folder: Path, first: int) -> Path:
    """Where the segment lies whose first record has, or will have, this number."""
    return folder / f"{first:012d}{SUFFIX}"


def list_segments(folder: Path) -> list[int]:
    """The first numbers of the segments of an origin, ascending; none when the origin is gone."""
    try:
        return sorted(int(path.stem) for path in folder.iterdir() if path.suffix == SUFFIX and path.stem.isdigit())
    except FileNotFoundError:
        return []


def build_segment(folder: Path, first: int) -> None:
    """Makes an empty segment that appears whole and durable."""
    final = segment_path(folder, first)
    hidden = final.with_name(f".{final.name}")
    _unlink(hidden)
    connection = apsw.Connection(str(hidden))
    try:
        connection.execute("PRAGMA synchronous = OFF")  # the one sync below does it
        connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(_SCHEMA)
    finally:
        connection.close()
    sync(hidden)
    hidden.rename(final)
    sync(folder)


def remove_segment(folder: Path, first: int) -> None:
    _unlink(segment_path(folder, first))


def written_at(folder: Path, first: int) -> float:
    """When something was last written to the segment, in Unix seconds of the machine's clock; 0 when it is gone."""
    path = segment_path(folder, first)
    files = [file.stat() for file in (path, _beside(path, "-wal")) if file.exists()]
    return max((file.st_mtime for file in files if file.st_size), default=0.0)  # readers make an empty WAL


def sync(path: Path) -> None:
    """Makes a file, or the names in a directory, durable."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def checksum(first: int, count: int, heads: bytes, bodies: bytes) -> int:
    """CRC-32 of a block: SQLite guards its WAL by checksums, but not the pages of the file itself."""
    crc = zlib.crc32(b"%d %d" % (first, count))
    for lines in (memoryview(heads), memoryview(bodies)):
        for start in range(0, len(lines), _CRC_SLICE):
            crc = zlib.crc32(lines[start : start + _CRC_SLICE], crc)
    return crc


def _unlink(path: Path) -> None:
    """Removes the file before its sidecars: without its WAL it would look like a shorter segment."""
    for sidecar in ("", "-wal", "-shm"):
        _beside(path, sidecar).unlink(missing_ok=True)


def _beside(path: Path, sidecar: str) -> Path:
    return path.with_name(path.name + sidecar)
