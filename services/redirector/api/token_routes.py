"""Tokens: made, listed and revoked by whoever holds an admin token."""

import msgspec
from fastapi import APIRouter, Depends
from starlette.responses import JSONResponse, Response

from plaudit.http.bearer import require
from plaudit.registry.tokens import Tokens
from plaudit.registry.views import TokenView
from services.redirector.api.answers import Cursor, Limit, after, answer, page_of
from services.redirector.api.bodies import TokenBody
from services.redirector.api.payloads import json_object, read_body
from services.redirector.api.routes import Sent


def token_router(tokens: Tokens) -> APIRouter:
    router = APIRouter(prefix="/api/tokens", dependencies=[Depends(require("admin"))])

    @router.post("")
    def create(sent: Sent) -> JSONResponse:
        body = read_body(TokenBody, json_object(sent))
        issued = tokens.issue(body.name, body.scopes, body.expires_at)
        return answer(_show(issued.view) | {"token": issued.token}, 201)

    @router.get("")
    def list_page(limit: Limit = 100, cursor: Cursor = "") -> JSONResponse:
        return page_of(tokens.page(after(cursor), limit + 1), limit, _show, lambda view: str(view.token_id))

    @router.delete("/{token_id}")
    def revoke(token_id: str) -> Response:
        tokens.revoke(token_id)
        return Response(status_code=204)

    return router


def _show(view: TokenView) -> dict[str, object]:
    return {field: msgspec.to_builtins(getattr(view, field)) for field in view.__struct_fields__}
