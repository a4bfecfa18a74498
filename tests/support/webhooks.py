"""The recorded deliveries and signature vectors of `tests/fixtures/webhooks`."""

import base64
import json
from pathlib import Path
from typing import Any

DIRECTORY = Path(__file__).parent.parent / "fixtures" / "webhooks"
PLATFORM_OF_ROUTE = {"shopify": "shopify", "standardwebhooks": "standard"}


def read_vectors(file: str, *platforms: str) -> list[dict[str, Any]]:
    """The cases of these platforms, each with its body as bytes under `raw`."""
    cases = json.loads((DIRECTORY / file).read_bytes())
    return [case | {"raw": _raw(case)} for case in cases if case["platform"] in platforms]


def read_manifest(*platforms: str) -> list[dict[str, Any]]:
    """The recorded deliveries of these platforms, each with its body as bytes under `raw`."""
    rows = json.loads((DIRECTORY / "manifest.json").read_bytes())
    return [row | {"raw": read_payload(Path(row["file"]).name)} for row in rows if row["platform"] in platforms]


def read_payload(name: str) -> bytes:
    return (DIRECTORY / "payloads" / name).read_bytes()


def _raw(case: dict[str, Any]) -> bytes:
    if case.get("body_file"):
        return read_payload(Path(case["body_file"]).name)
    if case.get("body_b64"):
        return base64.b64decode(case["body_b64"])
    return str(case["body"]).encode()
