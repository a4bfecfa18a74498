"""`/api/v1`: the same rows that the pages show."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import AliasChoices, BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from plaudit.clock import to_rfc3339
from plaudit.documents import as_csv, as_document
from services.dashboard import queries
from services.dashboard.pages.site import Site, View
from services.dashboard.snapshots import Row


class Wanted(BaseModel):
    """Which rows a list shows, and which page of them. A filter that nobody knows is refused, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: Annotated[str | None, Field(validation_alias=AliasChoices("model", "attribution_model"))] = None
    campaign_id: str | None = None
    creator_id: str | None = None
    limit: Annotated[int, Field(ge=1, le=10_000)] = 1_000
    cursor: Annotated[int, Field(ge=0, le=10**12)] = 0

    @property
    def parameters(self) -> dict[str, object]:
        """What the queries call them; one row more than a page tells whether there is another page."""
        keys = {"campaign": self.campaign_id, "creator": self.creator_id}
        return {**keys, "limit": self.limit + 1, "offset": self.cursor}


def api_router(site: Site) -> APIRouter:
    router = APIRouter(prefix="/api/v1")

    @router.get("/performance")
    def performance(request: Request, wanted: Annotated[Wanted, Query()]) -> Response:
        """Rows of `creator_performance`; filters compare exactly."""
        with site.view(wanted.model) as view:
            rows = view.rows(queries.PERFORMANCE, model=wanted.model, **wanted.parameters)
            return answer(request, view, "performance", rows, wanted)

    @router.get("/orders")
    def orders(request: Request, wanted: Annotated[Wanted, Query()]) -> Response:
        """Orders, latest first, with who is credited under the model."""
        with site.view(wanted.model) as view:
            rows = view.rows(queries.ORDERS, model=view.model, **wanted.parameters)
            return answer(request, view, "orders", rows, wanted)

    @router.get("/meta")
    def meta() -> JSONResponse:
        """What is published, under which rules, and what the metrics and reasons mean."""
        with site.view() as view:
            explained = {"metrics": view.rows(queries.METRICS), "reasons": view.rows(queries.REASONS)}
            return JSONResponse(as_document({**view.meta, **explained}))

    return router


def answer(request: Request, view: View, name: str, found: Sequence[Row], wanted: Wanted) -> Response:
    """The rows as JSON beside the snapshot they are of, or as a CSV file when that is what is asked for."""
    rows = found[: wanted.limit]
    if "text/csv" in request.headers.get("accept", ""):
        columns = list(rows[0]) if rows else []
        headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
        return Response(as_csv(rows, columns), media_type="text/csv", headers=headers)
    following = str(wanted.cursor + wanted.limit) if len(found) > wanted.limit else None
    document: dict[str, Any] = {
        "published_at": to_rfc3339(view.meta["published_at"]), "items": rows, "next_cursor": following,
    }  # fmt: skip
    return JSONResponse(as_document(document))
