"""What a request carries: bytes of a bounded size, JSON that is an object, bodies that hold nothing unknown."""

import asyncio
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

from fastapi import Request
from pydantic import ValidationError

from plaudit.http.problems import Problem, invalid_fields
from plaudit.http.rows import JSON, media_type_of, read_json
from services.redirector.api.bodies import Body

B = TypeVar("B", bound=Body)

LARGEST_BODY = 16 * 2**20
UPLOAD_SECONDS = 60.0


class Payload(NamedTuple):
    """The bytes of a request and the media type they claim, without parameters, in lower case."""

    media_type: str
    data: bytes


async def read_payload(request: Request) -> Payload:
    """A FastAPI dependency, so that the routes themselves can run off the event loop.

    Raises Problem 413 for a body larger than is taken, 408 for one that never comes to its end.
    """
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            data = await _collect(request)
    except TimeoutError:
        raise Problem(408, "Too slow", "The body did not arrive in time; send it again.") from None
    return Payload(media_type_of(request.headers.get("content-type")), data)


async def _collect(request: Request) -> bytes:
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > LARGEST_BODY:
            raise Problem(413, "Too large", f"A body has at most {LARGEST_BODY // 2**20} MiB; split it.")
    return bytes(data)


def json_object(payload: Payload) -> dict[str, Any]:
    """Raises Problem 415 for another media type, 400 for what is no JSON object."""
    if payload.media_type != JSON:
        raise Problem(415, "Unsupported media type", f"The body must be {JSON}.")
    document = read_json(payload.data)
    if not isinstance(document, dict):
        raise Problem(400, "Malformed request", "The body must be a JSON object.")
    return document


def read_body(model: type[B], fields: Mapping[str, Any]) -> B:
    """Raises Problem 422 that names every wrong or unknown field."""
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        raise invalid_fields(error.errors(include_url=False, include_input=False, include_context=False)) from None


def merge_patch(target: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """RFC 7396, but null stays as null: bodies take it for an absent value."""
    merged = dict(target)
    for name, value in patch.items():
        former = merged.get(name)
        merged[name] = merge_patch(former, value) if isinstance(former, dict) and isinstance(value, dict) else value
    return merged
