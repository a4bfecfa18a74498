"""Rows of JSON, NDJSON and CSV, each with the line it stands in."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaudit.http.problems import Problem
from plaudit.http.rows import CSV, JSON, NDJSON, Row, RowError, bad_rows, media_type_of, read_rows

words = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), min_size=1, max_size=12).filter(str.strip)
tables = st.lists(st.fixed_dictionaries({"name": words, "note": words}), max_size=6)


@given(rows=tables)
def test_the_same_rows_are_read_from_every_kind_of_body(rows: list[dict[str, str]]) -> None:
    sheet = io.StringIO()
    writer = csv.DictWriter(sheet, ["name", "note"])
    writer.writeheader()
    writer.writerows(rows)
    bodies = {
        JSON: json.dumps(rows),
        NDJSON: "\n".join(json.dumps(row) for row in rows),
        CSV: sheet.getvalue(),
    }
    for media_type, body in bodies.items():
        assert [row.fields for row in read_rows(media_type, body.encode())] == rows


def test_one_object_is_one_row() -> None:
    assert read_rows(JSON, b'{"a":1}') == [Row(1, {"a": 1})]


def test_cells_nest_by_dots_and_list_by_brackets() -> None:
    body = b"utm.source,data.amounts.total,codes[],empty\ninstagram,10.00,A; B;,\n"
    fields = {"utm": {"source": "instagram"}, "data": {"amounts": {"total": "10.00"}}, "codes": ["A", "B"]}
    assert read_rows(CSV, body) == [Row(2, fields)]


def test_lines_are_those_of_the_file_also_after_a_cell_of_several_lines() -> None:
    assert [row.line for row in read_rows(CSV, b'a,b\n"x\ny",1\n\nz,2\n')] == [2, 5]
    assert [row.line for row in read_rows(NDJSON, b"{}\n\n{}\n")] == [1, 3]


def test_a_cell_without_a_header_has_a_name_that_no_body_knows() -> None:
    assert read_rows(CSV, b"a\n1,2\n") == [Row(2, {"a": "1", "column 2": "2"})]


@pytest.mark.parametrize("header", [b"", b"a,,b", b"a,a", b"\n"])
def test_a_header_that_names_not_every_column_is_400(header: bytes) -> None:
    with pytest.raises(Problem) as refused:
        read_rows(CSV, header + b"\n1,2,3\n")
    assert refused.value.status == 400


def test_a_cell_can_not_be_a_value_and_hold_others() -> None:
    for body in (b"a,a.b\n1,2\n", b"a.b.c,a\n1,2\n", b"a.b.c,a.b\n1,2\n", b"a,a[]\n1,2\n"):
        with pytest.raises(Problem) as refused:
            read_rows(CSV, body)
        assert refused.value.status == 400


def test_the_media_type_is_read_without_its_parameters_and_is_json_when_none_is_said() -> None:
    assert media_type_of("Text/CSV; charset=utf-8") == CSV
    assert media_type_of(None) == JSON


def test_bad_rows_are_told_by_line() -> None:
    problem = bad_rows([RowError(3, "b", "x"), RowError(1, "a", "x"), RowError(3, "a", "x")])
    assert problem.errors is not None
    assert [(error["line"], error["field"]) for error in problem.errors] == [(1, "a"), (3, "a"), (3, "b")]
    assert problem.detail.startswith("2 rows")
