"""Logs are JSON lines, our own and the libraries' alike, and name nobody."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from plaudit.telemetry.logs import LEFT_OUT, PRIVATE, get_logger, set_up_logging
from tests.support.logs import logging_as_it_was


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def kept() -> Iterator[None]:
    with logging_as_it_was():
        yield


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_log_line_is_json_with_service_level_time_and_facts() -> None:
    stream = io.StringIO()
    set_up_logging("ingest", to=stream)
    get_logger("some.module").warning("append_refused", reason="log_full", events=3)
    (line,) = lines(stream)
    assert line.pop("timestamp")
    assert line == {
        "service": "ingest", "level": "warning", "event": "append_refused", "reason": "log_full", "events": 3,
    }  # fmt: skip


def test_the_logs_of_libraries_look_the_same() -> None:
    stream = io.StringIO()
    set_up_logging("ingest", to=stream)
    logging.getLogger("plaudit.eventlog.sqlite.writer").warning("could not be tidied: %s", "full")
    (line,) = lines(stream)
    assert (line["service"], line["level"], line["event"]) == ("ingest", "warning", "could not be tidied: full")


def test_what_is_below_the_level_is_not_written() -> None:
    stream = io.StringIO()
    set_up_logging("ingest", to=stream, level=logging.WARNING)
    get_logger("some.module").info("started")
    logging.getLogger("library").info("started")
    assert stream.getvalue() == ""


@pytest.mark.parametrize("key", sorted(PRIVATE))
def test_what_could_name_a_person_or_open_a_door_is_left_out(key: str) -> None:
    stream = io.StringIO()
    set_up_logging("ingest", to=stream)
    get_logger("some.module").warning("refused", **{key: "anna@example.com"})
    assert "anna" not in stream.getvalue()
    assert lines(stream)[0][key] == LEFT_OUT


def test_an_exception_is_one_line_with_its_traceback() -> None:
    stream = io.StringIO()
    set_up_logging("ingest", to=stream)
    try:
        _ = 1 // 0
    except ZeroDivisionError:
        get_logger("some.module").exception("failed")
    (line,) = lines(stream)
    assert "ZeroDivisionError" in str(line["exception"])


def test_a_terminal_gets_key_and_value() -> None:
    stream = Terminal()
    set_up_logging("ingest", to=stream)
    get_logger("some.module").warning("append_refused", reason="log_full")
    assert "event='append_refused'" in stream.getvalue()
    assert "reason='log_full'" in stream.getvalue()


def test_setting_up_again_does_not_write_lines_twice() -> None:
    stream = io.StringIO()
    set_up_logging("ingest", to=io.StringIO())
    set_up_logging("ingest", to=stream)
    get_logger("some.module").warning("once")
    assert len(lines(stream)) == 1
