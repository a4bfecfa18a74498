import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from plaudit.cli.output import write_json, write_rows

ROWS: list[dict[str, Any]] = [
    {"name": "maya", "amount": Decimal("1.50"), "at": datetime(2026, 9, 1, tzinfo=UTC), "on": date(2026, 9, 1)},
    {"name": "noor", "amount": None, "at": None, "on": None, "more": "not asked for"},
]


def test_json_is_one_document_with_exactly_the_columns(capsys: pytest.CaptureFixture[str]) -> None:
    write_rows(("name", "amount", "at", "on"), ROWS, as_json=True)
    assert json.loads(capsys.readouterr().out) == [
        {"name": "maya", "amount": "1.50", "at": "2026-09-01T00:00:00Z", "on": "2026-09-01"},
        {"name": "noor", "amount": None, "at": None, "on": None},
    ]


def test_a_table_shows_every_value_and_goes_to_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    write_rows(("name", "amount", "at"), ROWS, as_json=False, title="People")
    shown = capsys.readouterr()
    assert shown.err == ""
    for text in ("People", "maya", "1.50", "2026-09-01T00:00:00Z", "noor", "-"):
        assert text in shown.out


def test_a_piped_table_has_no_colours_and_is_not_cut(capsys: pytest.CaptureFixture[str]) -> None:
    write_rows(("text",), [{"text": "x" * 150}], as_json=False)
    out = capsys.readouterr().out
    assert "x" * 150 in out
    assert "\x1b" not in out


def test_text_stays_as_it_is_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    write_json({"name": "Zoë ☕"})
    assert "Zoë ☕" in capsys.readouterr().out
