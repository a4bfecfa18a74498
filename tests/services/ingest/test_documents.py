"""JSON from outside: large orders are read, absurd objects are refused."""

import json

import pytest

from services.ingest.documents import read_object
from services.ingest.reasons import UnacceptableError


def test_an_order_of_three_hundred_lines_is_read_whole() -> None:
    lines = [{f"field_{field}": "x" for field in range(90)} for _ in range(300)]
    assert len(read_object(json.dumps({"line_items": lines}).encode())["line_items"]) == 300


def test_one_object_of_too_many_keys_is_refused_with_its_reason() -> None:
    body = json.dumps({"deep": {str(key): 1 for key in range(10_001)}}).encode()
    with pytest.raises(UnacceptableError) as refused:
        read_object(body)
    assert refused.value.reason == "too_many_keys"
