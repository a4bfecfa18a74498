"""The routes of one resource: create, list, show, change."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import JSONResponse

from plaudit.http.bearer import require
from plaudit.http.problems import Problem
from services.redirector.api.answers import Cursor, Limit, after, answer, page_of
from services.redirector.api.payloads import Payload, json_object, merge_patch, read_body, read_payload
from services.redirector.api.resources import Resource

READ = [Depends(require("registry:read"))]
WRITE = [Depends(require("registry:write"))]

Sent = Annotated[Payload, Depends(read_payload)]


def resource_router(resource: Resource) -> APIRouter:
    """POST and GET `/api/<name>`, GET and PATCH `/api/<name>/{id}`."""
    router = APIRouter(prefix=f"/api/{resource.name}")
    entities = resource.entities

    @router.post("", dependencies=WRITE)
    def create(sent: Sent) -> JSONResponse:
        body = read_body(resource.body, json_object(sent))
        created = entities.create(resource.read(body, None))
        return answer(resource.show(created.state), 201 if created.new else 200)

    @router.get("", dependencies=READ)
    def list_page(limit: Limit = 100, cursor: Cursor = "") -> JSONResponse:
        return page_of(entities.page(after(cursor), limit + 1), limit, resource.show, entities.id_of)

    @router.get("/{entity_id:path}", dependencies=READ)
    def show(entity_id: str) -> JSONResponse:
        state = entities.get(entity_id)
        if state is None:
            raise Problem(404, "Unknown", f"There is no {entity_id!r} among the {resource.name}.")
        return answer(resource.show(state))

    @router.patch("/{entity_id:path}", dependencies=WRITE)
    def change(entity_id: str, sent: Sent) -> JSONResponse:
        patch = json_object(sent)
        return answer(resource.show(entities.change(entity_id, lambda state: patched(resource, state, patch))))

    return router


def patched(resource: Resource, state: Any, patch: dict[str, Any]) -> Any:
    """The state after a merge patch; what names the entity can't change."""
    body = read_body(resource.body, merge_patch(resource.body_of(state), patch))
    after_patch = resource.read(body, state)
    if resource.entities.id_of(after_patch) != resource.entities.id_of(state):
        raise Problem(422, "Invalid request", f"The {resource.entities.key} of an entry can't change.")
    return after_patch
