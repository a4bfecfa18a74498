"""The files in `schemas/` are what the types say, and everything they show can be read."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from plaudit.events.codec import TYPES, UndecodableError, decode, encode
from plaudit.events.examples import MOMENT
from plaudit.events.schemas import contract, write_contract
from tests.support.json_schema import faults

SCHEMAS = Path(__file__).parents[2] / "schemas"
EXAMPLES = sorted(SCHEMAS.glob("*/examples/*/*.json"))

each_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parts[-4]}-{path.stem}")


def event_type(path: Path) -> str:
    """`schemas/order/examples/v1/paid.json` -> `plaudit.order.v1`."""
    return f"plaudit.{path.parts[-4]}.{path.parts[-2]}"


def schema_of(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SCHEMAS / path.parts[-4] / f"{path.parts[-2]}.json").read_bytes())
    return found


def test_the_files_are_what_the_types_say() -> None:
    """Run `make schemas` when this fails; once a version is released, add the next one instead."""
    standing = {
        str(path.relative_to(SCHEMAS)): path.read_text("utf-8") for path in SCHEMAS.rglob("*") if path.is_file()
    }
    assert standing == contract()


def test_writing_the_contract_makes_these_files(tmp_path: Path) -> None:
    write_contract(tmp_path)
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()} == set(contract())


def test_every_type_has_a_schema_and_an_example() -> None:
    assert {event_type(path) for path in EXAMPLES} == set(TYPES)


@each_example
def test_an_example_decodes_and_is_written_again_as_it_stands(path: Path) -> None:
    example = path.read_bytes()
    payload = decode(event_type(path), example)
    again = encode(payload, event_id="e", source="s", time=MOMENT, key="k")
    assert json.loads(again.data) == json.loads(example)


@each_example
def test_an_example_is_valid_by_its_schema(path: Path) -> None:
    assert list(faults(schema_of(path), json.loads(path.read_bytes()))) == []


@each_example
def test_type_and_schema_refuse_the_same_changes(path: Path) -> None:
    example, schema = json.loads(path.read_bytes()), schema_of(path)
    for changed in alterations(example):
        assert list(faults(schema, changed)), changed
        with pytest.raises(UndecodableError):
            decode(event_type(path), json.dumps(changed).encode())


@each_example
def test_an_example_names_nobody(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "@" not in text.replace('"@maya"', "")


def alterations(example: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The example with a field too many, and with each text, number and object replaced by what it is not."""
    yield example | {"surplus": 1}
    for name, value in example.items():
        yield example | {name: [None] if not isinstance(value, list) else "text"}
        if isinstance(value, dict) and value:
            yield example | {name: value | {"surplus": 1}}
