import pytest

from plaudit.eventlog.memory import MemoryLog, MemoryWriter
from plaudit.eventlog.protocol import LogUnavailableError
from services.redirector.redirect.click_log import ClickLog


def test_a_place_is_looked_for_until_there_is_one() -> None:
    log = MemoryLog()
    clicks = ClickLog(log)
    log.refusal = LogUnavailableError("no place")
    with pytest.raises(LogUnavailableError):
        clicks.keep()
    assert (clicks.writer(), clicks.is_healthy()) == (None, False)
    log.refusal = None
    clicks.keep()
    assert clicks.is_healthy()


def test_a_writer_that_works_is_kept_and_a_broken_one_is_replaced_by_another_origin() -> None:
    clicks = ClickLog(MemoryLog())
    clicks.keep()
    first = clicks.writer()
    clicks.keep()
    assert clicks.writer() is first
    assert isinstance(first, MemoryWriter)
    first.living = False
    assert not clicks.is_healthy()
    clicks.keep()
    second = clicks.writer()
    assert second is not None
    assert second.origin != first.origin


def test_the_writer_is_let_go_of_at_the_end() -> None:
    clicks = ClickLog(MemoryLog())
    clicks.keep()
    writer = clicks.writer()
    clicks.close()
    assert isinstance(writer, MemoryWriter)
    assert not writer.living
    assert clicks.writer() is None
