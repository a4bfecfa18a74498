"""Many links, codes or creators at once: every bad row is told, and nothing is half done unless asked for."""

from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse

from plaudit.http.problems import Problem
from plaudit.http.rows import Row, RowError, bad_rows, read_rows
from plaudit.registry.entities import Commit, Created
from plaudit.registry.errors import RefusedError
from services.redirector.api.answers import answer
from services.redirector.api.payloads import read_body
from services.redirector.api.resources import Resource
from services.redirector.api.routes import WRITE, Sent

Partial = Annotated[bool, Query()]


class Good(NamedTuple):
    """A row that has the right form, as a state; whether it is taken the registry says."""

    line: int
    state: Any


def bulk_router(resource: Resource) -> APIRouter:
    """POST `/api/<name>/bulk`: an array or a CSV file, in one transaction."""
    router = APIRouter(prefix=f"/api/{resource.name}")

    @router.post("/bulk", dependencies=WRITE)
    def create_many(sent: Sent, *, partial: Partial = False) -> JSONResponse:
        good, refusals = sort_rows(resource, read_rows(sent.media_type, sent.data))
        if_whole: Commit = "if_all" if not refusals else "never"
        outcomes = resource.entities.create_all([row.state for row in good], "always" if partial else if_whole)
        for row, outcome in zip(good, outcomes, strict=True):
            if isinstance(outcome, RefusedError):
                refusals.append(RowError(row.line, outcome.field, str(outcome)))
        created = [outcome for outcome in outcomes if isinstance(outcome, Created)]
        if refusals and not (partial and created):
            raise bad_rows(refusals)
        return _told(resource, created, refusals)

    return router


def sort_rows(resource: Resource, rows: Sequence[Row]) -> tuple[list[Good], list[RowError]]:
    """Rows that have the right form, and what is wrong with the others."""
    good: list[Good] = []
    refusals: list[RowError] = []
    for row in rows:
        try:
            good.append(Good(row.line, resource.read(read_body(resource.body, row.fields), None)))
        except Problem as problem:
            refusals += [RowError(row.line, str(e["field"]), str(e["reason"])) for e in problem.errors or ()]
        except RefusedError as error:
            refusals.append(RowError(row.line, error.field, str(error)))
    return good, refusals


def _told(resource: Resource, created: Sequence[Created[Any]], refusals: Sequence[RowError]) -> JSONResponse:
    new = sum(outcome.new for outcome in created)
    body = {
        "created": new,
        "unchanged": len(created) - new,
        "items": [resource.show(outcome.state) for outcome in created],
        "errors": [refusal._asdict() for refusal in sorted(refusals)],
    }
    return answer(body, 201 if new else 200)
