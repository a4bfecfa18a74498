"""Errors as RFC 9457 problem documents, the same in every service."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from plaudit.errors import PermanentError, PlauditError, TransientError

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = "30"
PLAIN_REASONS = {"extra_forbidden": "There is no such field.", "missing": "The field is missing."}
"""Where pydantic's words mean little to whoever sent the request."""


class Problem(PlauditError):  # noqa: N818 - the word of RFC 9457
    """An answer that refuses: raise it anywhere below a route.

    `title` is the kind of problem in a few words and always the same, `detail` one sentence on this case,
    `errors` one object for every field or row that is wrong.
    """

    def __init__(
        self,
        status: int,
        title: str,
        detail: str,
        errors: Sequence[Mapping[str, object]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = errors
        self.headers = headers


def answer_problem(problem: Problem) -> JSONResponse:
    """The problem as a response, for code that returns instead of raising."""
    body: dict[str, object] = {"title": problem.title, "status": problem.status, "detail": problem.detail}
    if problem.errors is not None:
        body["errors"] = list(problem.errors)
    return JSONResponse(body, problem.status, dict(problem.headers or {}), media_type=MEDIA_TYPE)


def install_problem_handlers(app: FastAPI) -> None:
    """Makes the app answer every error as a problem: ours, FastAPI's, Starlette's and the unforeseen.

    A TransientError becomes 503 with Retry-After, a PermanentError 422.
    """

    async def answer(_: Request, error: Exception) -> JSONResponse:
        return answer_problem(problem_of(error))

    for kind in (PlauditError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, answer)


def problem_of(error: Exception) -> Problem:
    """The problem that stands for an exception; an unforeseen one says nothing of its cause."""
    match error:
        case Problem():
            return error
        case RequestValidationError():
            return invalid_fields(error.errors())
        case HTTPException():
            return Problem(error.status_code, _phrase(error.status_code), str(error.detail), headers=error.headers)
        case TransientError():
            return Problem(503, "Unavailable", str(error), headers={"Retry-After": RETRY_AFTER_SECONDS})
        case PermanentError():
            return Problem(422, "Invalid request", str(error))
        case _:
            return Problem(500, _phrase(500), "The service failed at this request; its log says more.")


def invalid_fields(errors: Sequence[Any]) -> Problem:
    """422 with the place and the reason of everything that pydantic found wrong; values are not repeated."""
    places = [
        {"field": field_name(error["loc"]), "reason": PLAIN_REASONS.get(error["type"], error["msg"])}
        for error in errors
    ]
    first = places[0]
    where = f"{first['field']}: " if first["field"] else ""
    return Problem(422, "Invalid request", f"{where}{first['reason']}", places)


def field_name(location: Sequence[str | int]) -> str:
    """`("body", "utm", "source")` -> `utm.source`."""
    return ".".join(str(part) for part in location if part not in {"body", "query", "path"})


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase
