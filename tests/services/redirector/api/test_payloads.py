"""What the API reads of a request is bounded in size and in time."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from starlette.requests import Request
from starlette.types import Message

from plaudit.http.problems import Problem
from services.redirector.api import payloads
from services.redirector.api.payloads import LARGEST_BODY, read_payload


def request_with(receive: Callable[[], Awaitable[Message]]) -> Request:
    return Request({"type": "http", "method": "POST", "headers": []}, receive)


def status_of(request: Request) -> int:
    with pytest.raises(Problem) as refused:
        asyncio.run(read_payload(request))
    return refused.value.status


def test_a_body_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def receive() -> Message:
        await asyncio.sleep(0.005)
        return {"type": "http.request", "body": b" ", "more_body": True}

    monkeypatch.setattr(payloads, "UPLOAD_SECONDS", 0.05)
    assert status_of(request_with(receive)) == 408


def test_a_body_that_is_too_large_is_not_read_to_its_end() -> None:
    chunk, taken = bytes(2**20), 0

    async def receive() -> Message:
        nonlocal taken
        taken += len(chunk)
        return {"type": "http.request", "body": chunk, "more_body": True}

    assert status_of(request_with(receive)) == 413
    assert taken == LARGEST_BODY + len(chunk)
