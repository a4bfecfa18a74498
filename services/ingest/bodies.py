"""Request bodies, read whole within a size and a time."""

import asyncio

from starlette.requests import ClientDisconnect, Request

from services.ingest.answers import refusal

WEBHOOK_BYTES = 1024 * 1024
IMPORT_BYTES = 16 * 1024 * 1024
BODY_SECONDS = 10.0


async def read_body(request: Request, most_bytes: int, seconds: float = BODY_SECONDS) -> bytes:
    """The raw bytes of the body.

    Raises Problem: 415 for an encoded body, 413 for one that is declared or turns out larger than
    `most_bytes` (of which no more than that is read), 408 for one that takes longer than `seconds`.
    """
    if request.headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
        raise refusal("encoded")
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared[:20]) > most_bytes:
        raise refusal("too_large")
    try:
        async with asyncio.timeout(seconds):
            return await _collect(request, most_bytes)
    except (TimeoutError, ClientDisconnect):
        raise refusal("too_slow") from None


async def _collect(request: Request, most_bytes: int) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most_bytes:
            raise refusal("too_large")
        parts.append(part)
    return b"".join(parts)
