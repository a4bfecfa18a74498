"""Writes the public contract of the events: `python -m plaudit.events.schemas [DIRECTORY]`."""

import inspect
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from plaudit.events.codec import NAMES, TYPES
from plaudit.events.examples import examples

DIALECT = "https://json-schema.org/draft/2020-12/schema"

README = """# Events

The public contract of what Plaudit writes down: JSON Schema (2020-12) of every event's data, with examples. Made by
`make schemas` (`python -m plaudit.events.schemas`) from the types in `plaudit/events`, which are the truth at run time;
nothing reads this folder then.

An event is a CloudEvent 1.0 in binary mode: `ce_id` (UUIDv7), `ce_type`, `ce_source` and `ce_time` travel as columns
or headers, the data is one compact JSON object. Every event has a position `(origin, sequence)` in the log. Times are
RFC 3339 with an offset, amounts integer minor units of an ISO 4217 currency, keys of people keyed hashes.

| event | schema | is |
|---|---|---|
{rows}
## How it may change

1. A version is frozen with the first release: neither its schema nor its examples change after it.
2. What is added is optional and comes as the next version (`plaudit.order.v2`, `order/v2.json`, its own examples).
   The types read the older versions as well: every example that was ever published decodes for ever.
3. Nothing is renamed or removed, and no field changes its meaning or unit; a new field takes its place.
4. Readers are brought up to date before writers, because a reader refuses fields that it does not know.
"""


def contract() -> dict[str, str]:
    """Every file of the contract by its path in the folder."""
    files = {f"{_folder(name)}/{_version(name)}.json": _text(schema(name)) for name in TYPES}
    for title, payload in examples():
        name = NAMES[type(payload)]
        example = _text(json.loads(msgspec.json.encode(payload)))
        files[f"{_folder(name)}/examples/{_version(name)}/{title}.json"] = example
    return files | {"README.md": README.format(rows="\n".join(_rows()) + "\n")}


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of an event's data."""
    found: dict[str, Any] = _dedented(msgspec.json.schema(TYPES[name]))
    return {"$schema": DIALECT, "$id": f"urn:{name.replace('.', ':')}", "title": name} | found


def write_contract(directory: Path) -> None:
    for path, text in contract().items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(text, "utf-8")


def _rows() -> Iterator[str]:
    for name, payload in TYPES.items():
        first = (sys.modules[payload.__module__].__doc__ or "").splitlines()[0].partition(": ")[2]
        yield f"| `{name}` | [{_folder(name)}/{_version(name)}.json]({_folder(name)}/{_version(name)}.json) | {first} |"


def _folder(name: str) -> str:
    return name.split(".")[1]


def _version(name: str) -> str:
    return name.split(".")[2]


def _dedented(node: Any) -> Any:
    """The schema with its descriptions as they read in the source."""
    if isinstance(node, dict):
        return {
            key: inspect.cleandoc(value) if key == "description" and isinstance(value, str) else _dedented(value)
            for key, value in node.items()
        }
    return [_dedented(item) for item in node] if isinstance(node, list) else node


def _text(document: Any) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    write_contract(Path(sys.argv[1] if len(sys.argv) > 1 else "schemas"))
