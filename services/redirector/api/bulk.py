"""Many links, codes or creators at once: every bad row is told, and nothing is half done unless asked for."""

from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse

from plaudit.http.problems import Problem
from plaudit.registry.entities import Commit, Created
from plaudit.registry.errors import RefusedError
from services.redirector.api.answers import answer
from services.redirector.api.payloads import Row, bulk_rows, read_body
from services.redirector.api.resources import Resource
from services.redirector.api.routes import WRITE, Sent

Partial = Annotated[bool, Query()]


class Refusal(NamedTuple):
    """What is wrong with one row."""

    line: int
    field: str
    reason: str


class Good(NamedTuple):
    """A row that has the right form, as a state; whether it is taken the registry says."""

    line: int
    state: Any


def bulk_router(resource: Resource) -> APIRouter:
    """POST `/api/<name>/bulk`: a JSON array or a CSV file, in one transaction."""
    router = APIRouter(prefix=f"/api/{resource.name}")

    @router.post("/bulk", dependencies=WRITE)
    def create_many(sent: Sent, *, partial: Partial = False) -> JSONResponse:
        good, refusals = sort_rows(resource, bulk_rows(sent))
        if_whole: Commit = "if_all" if not refusals else "never"
        outcomes = resource.entities.create_all([row.state for row in good], "always" if partial else if_whole)
        for row, outcome in zip(good, outcomes, strict=True):
            if isinstance(outcome, RefusedError):
                refusals.append(Refusal(row.line, outcome.field, str(outcome)))
        created = [outcome for outcome in outcomes if isinstance(outcome, Created)]
        if refusals and not (partial and created):
            raise _all_refused(refusals)
        return _told(resource, created, refusals)

    return router


def sort_rows(resource: Resource, rows: Sequence[Row]) -> tuple[list[Good], list[Refusal]]:
    """Rows that have the right form, and what is wrong with the others."""
    good: list[Good] = []
    refusals: list[Refusal] = []
    for row in rows:
        try:
            good.append(Good(row.line, resource.read(read_body(resource.body, row.fields), None)))
        except Problem as problem:
            refusals += [Refusal(row.line, str(e["field"]), str(e["reason"])) for e in problem.errors or ()]
        except RefusedError as error:
            refusals.append(Refusal(row.line, error.field, str(error)))
    return good, refusals


def _told(resource: Resource, created: Sequence[Created[Any]], refusals: Sequence[Refusal]) -> JSONResponse:
    new = sum(outcome.new for outcome in created)
    body = {
        "created": new,
        "unchanged": len(created) - new,
        "items": [resource.show(outcome.state) for outcome in created],
        "errors": _in_order(refusals),
    }
    return answer(body, 201 if new else 200)


def _all_refused(refusals: Sequence[Refusal]) -> Problem:
    lines = len({refusal.line for refusal in refusals})
    detail = f"{lines} rows were refused and nothing was imported; mend them, or ask for ?partial=true."
    return Problem(422, "Bad rows", detail, _in_order(refusals))


def _in_order(refusals: Sequence[Refusal]) -> list[dict[str, object]]:
    return [refusal._asdict() for refusal in sorted(refusals)]
