"""Answers of the API: JSON that no cache keeps, and lists in pages."""

import base64
from collections.abc import Callable, Sequence
from typing import Annotated, Any

from fastapi import Query
from starlette.responses import JSONResponse

from plaudit.http.problems import Problem

HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

Limit = Annotated[int, Query(ge=1, le=1000)]
Cursor = Annotated[str, Query(max_length=1000)]


def answer(body: Any, status: int = 200) -> JSONResponse:
    return JSONResponse(body, status, HEADERS)


def page_of(
    entries: Sequence[Any], limit: int, show: Callable[[Any], Any], id_of: Callable[[Any], str]
) -> JSONResponse:
    """Shows `limit` of the entries; one more than that means that there is a next page."""
    shown = entries[:limit]
    next_cursor = _cursor(id_of(shown[-1])) if len(entries) > limit else None
    return answer({"items": [show(entry) for entry in shown], "next_cursor": next_cursor})


def after(cursor: str) -> str:
    """The id that the page before ended with; empty for the first page."""
    try:
        return base64.b64decode(cursor, altchars=b"-_", validate=True).decode()
    except ValueError as error:
        raise Problem(400, "Bad cursor", "This cursor is none of ours; leave it out to start again.") from error


def _cursor(entity_id: str) -> str:
    return base64.urlsafe_b64encode(entity_id.encode()).decode()
