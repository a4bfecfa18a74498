"""The log in memory can be told to refuse, as a full disk would."""

import pytest

from plaudit.eventlog.memory import MemoryLog
from plaudit.eventlog.protocol import LogFullError
from tests.support.event_logs import an_event, read_all


def test_it_refuses_while_it_is_told_to_and_leaves_no_gap() -> None:
    log = MemoryLog()
    writer = log.open_writer("events", "test")
    writer.append([an_event(1)])
    log.refusal = LogFullError("The disk of the test is full; end the test.")
    with pytest.raises(LogFullError):
        writer.append([an_event(2)])
    with pytest.raises(LogFullError):
        log.open_writer("events", "test")
    log.refusal = None
    assert writer.append([an_event(3)]) == 2
    assert [record.event for record in read_all(log, "events", writer.origin)] == [an_event(1), an_event(3)]
