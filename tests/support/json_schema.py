"""As much of JSON Schema as the types of the events need, to check examples by the published files alone."""

from base64 import b64decode
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

KINDS: Mapping[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
    "number": (int, float),
}
KNOWN = {
    "$schema", "$id", "$ref", "$defs", "title", "description", "default", "type", "properties", "required",
    "additionalProperties", "enum", "anyOf", "items", "format", "contentEncoding", "discriminator",
}  # fmt: skip


def faults(
    schema: Mapping[str, Any], value: Any, root: Mapping[str, Any] | None = None, at: str = "$"
) -> Iterator[str]:
    """What of a value the schema does not allow, each with its place; a keyword that is not known here raises."""
    root = schema if root is None else root
    assert set(schema) <= KNOWN, set(schema) - KNOWN
    if "$ref" in schema:
        yield from faults(root["$defs"][schema["$ref"].rpartition("/")[2]], value, root, at)
    if "anyOf" in schema and all(list(faults(choice, value, root, at)) for choice in schema["anyOf"]):
        yield f"{at}: none of the choices"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: not one of {schema['enum']}"
    if "type" in schema and not _is_a(schema["type"], value):
        yield f"{at}: no {schema['type']}"
    elif isinstance(value, dict) and "properties" in schema:
        yield from _object_faults(schema, value, root, at)
    elif isinstance(value, list) and "items" in schema:
        for place, item in enumerate(value):
            yield from faults(schema["items"], item, root, f"{at}[{place}]")
    elif isinstance(value, str) and not _is_spelt(schema, value):
        yield f"{at}: misspelt"


def _object_faults(schema: Mapping[str, Any], value: dict[str, Any], root: Mapping[str, Any], at: str) -> Iterator[str]:
    known = schema["properties"]
    yield from (f"{at}.{name}: missing" for name in schema.get("required", ()) if name not in value)
    if schema.get("additionalProperties") is False:
        yield from (f"{at}.{name}: unknown" for name in value if name not in known)
    for name in known.keys() & value.keys():
        yield from faults(known[name], value[name], root, f"{at}.{name}")


def _is_a(kind: str, value: Any) -> bool:
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, KINDS[kind])


def _is_spelt(schema: Mapping[str, Any], text: str) -> bool:
    try:
        match schema.get("format") or schema.get("contentEncoding"):
            case "date-time":
                return datetime.fromisoformat(text).tzinfo is not None
            case "date":
                return bool(date.fromisoformat(text))
            case "base64":
                return bool(b64decode(text, validate=True))
    except ValueError:
        return False
    return True
