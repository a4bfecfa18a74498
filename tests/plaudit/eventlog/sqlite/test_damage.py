"""A log that was cut or altered after it was acknowledged is never read as if nothing had happened."""

import random
import subprocess
from pathlib import Path

import pytest

from plaudit.eventlog.protocol import LogDamagedError, OriginState
from plaudit.events.envelope import Record
from tests.support.event_logs import a_disk_log, read_all, some_events

COMMITS = 12
RECORDS = 3 * COMMITS


@pytest.fixture
def log_folder(tmp_path: Path) -> Path:
    """A log that was closed in order beside the copy of it while it was written, as a kill leaves it."""
    (tmp_path / "closed").mkdir()
    writer = a_disk_log(tmp_path / "closed").open_writer("events", "test")
    for n in range(COMMITS):
        writer.append(some_events(1 + 3 * n, 3, size=n * 100))
    copy(tmp_path / "closed", tmp_path / "killed")
    writer.close()
    return tmp_path


def copy(original: Path, to: Path) -> Path:
    """Copied by another process: closing a file gives up the locks that SQLite holds on it in this one."""
    subprocess.run(["cp", "-R", original, to], check=True)
    return to


def the_file(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(f"log/events/*/{pattern}")
    return found


def what_is_seen(folder: Path) -> tuple[OriginState, list[Record]]:
    log = a_disk_log(folder)
    (state,) = log.origins("events")
    return state, read_all(log, "events", state.origin)


def test_a_killed_writers_log_is_read_from_its_wal(log_folder: Path) -> None:
    state, found = what_is_seen(log_folder / "killed")
    assert (state.head, state.acked, state.living) == (RECORDS, RECORDS, False)
    assert found == what_is_seen(log_folder / "closed")[1]


def test_a_wal_that_is_cut_anywhere_is_reported(log_folder: Path) -> None:
    chance = random.Random(1)
    size = the_file(log_folder / "killed", "*-wal").stat().st_size
    for turn, length in enumerate([0, size - 1, *(chance.randrange(size) for _ in range(30))]):
        cut = copy(log_folder / "killed", log_folder / f"cut-{turn}")
        with the_file(cut, "*-wal").open("r+b") as wal:
            wal.truncate(length)
        state, found = what_is_seen(cut)
        assert state.head < state.acked == RECORDS
        assert [record.sequence for record in found] == list(range(1, state.head + 1))


def test_a_wal_that_is_gone_is_reported(log_folder: Path) -> None:
    the_file(log_folder / "killed", "*-wal").unlink()
    state, found = what_is_seen(log_folder / "killed")
    assert (state.head, state.acked, found) == (0, RECORDS, [])


def test_any_altered_byte_is_harmless_or_reported(log_folder: Path) -> None:
    chance = random.Random(2)
    _, original = what_is_seen(log_folder / "closed")
    reported = 0
    for turn in range(60):
        altered = copy(log_folder / "closed", log_folder / f"altered-{turn}")
        alter_a_byte(the_file(altered, "*.sqlite"), chance)
        try:
            state, found = what_is_seen(altered)
        except LogDamagedError:
            reported += 1
            continue
        assert found == original or state.acked > len(found)
    assert reported > 10


def alter_a_byte(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


@pytest.mark.parametrize("length", [0, 50, 8192])
def test_a_truncated_file_is_reported_as_cut_and_as_damaged_when_it_is_read(log_folder: Path, length: int) -> None:
    path = the_file(log_folder / "closed", "*.sqlite")
    path.write_bytes(path.read_bytes()[:length])
    log = a_disk_log(log_folder / "closed")
    (state,) = log.origins("events")
    assert state.head < state.acked == RECORDS
    with pytest.raises(LogDamagedError, match="damaged"):
        log.read("events", state.origin, 0, 10)


@pytest.mark.parametrize("mark", [b"", b"nonsense", None])
def test_a_mark_that_cannot_be_read_is_reported_as_a_cut_behind_the_head(
    log_folder: Path, mark: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    path = the_file(log_folder / "closed", "acked")
    path.unlink()
    if mark is not None:
        path.write_bytes(mark)
    state, found = what_is_seen(log_folder / "closed")
    assert (state.head, state.acked, len(found)) == (RECORDS, RECORDS + 1, RECORDS)
    assert "acked mark" in caplog.text


def test_a_cut_origin_stays_until_its_loss_is_accepted(log_folder: Path) -> None:
    the_file(log_folder / "killed", "*-wal").unlink()
    log = a_disk_log(log_folder / "killed")
    (state,) = log.origins("events")
    log.release("events", state.origin, state.head)
    assert log.origins("events") == [state]
    log.release("events", state.origin, state.acked)
    assert log.origins("events") == []
