"""`/api/v1`: the same rows that the pages show."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from plaudit.clock import to_rfc3339
from plaudit.documents import as_csv, as_document
from services.dashboard import queries
from services.dashboard.pages.site import Site, View
from services.dashboard.snapshots import Row

MOST_ORDERS = 1000
Limit = Annotated[int, Query(ge=1, le=MOST_ORDERS)]
Cursor = Annotated[int, Query(ge=0)]


def api_router(site: Site) -> APIRouter:
    router = APIRouter(prefix="/api/v1")

    @router.get("/performance")
    def performance(
        request: Request, model: str | None = None, campaign_id: str | None = None, creator_id: str | None = None
    ) -> Response:
        """Rows of `creator_performance`; filters compare exactly."""
        with site.view(model) as view:
            keys = {"model": model, "campaign": campaign_id, "creator": creator_id}
            return answer(request, view, "performance", view.rows(queries.PERFORMANCE, **keys))

    @router.get("/orders")
    def orders(
        request: Request,
        model: str | None = None,
        creator_id: str | None = None,
        limit: Limit = 100,
        cursor: Cursor = 0,
    ) -> Response:
        """Orders, latest first, with who is credited under the model."""
        with site.view(model) as view:
            keys = {"model": view.model, "creator": creator_id, "limit": limit, "offset": cursor}
            rows = view.rows(queries.ORDERS, **keys)
            return answer(request, view, "orders", rows, cursor + limit if len(rows) == limit else None)

    @router.get("/meta")
    def meta() -> JSONResponse:
        """What is published, under which rules, and what the metrics and reasons mean."""
        with site.view() as view:
            explained = {"metrics": view.rows(queries.METRICS), "reasons": view.rows(queries.REASONS)}
            return JSONResponse(as_document({**view.meta, **explained}))

    return router


def answer(request: Request, view: View, name: str, rows: Sequence[Row], cursor: int | None = None) -> Response:
    """The rows as JSON beside the snapshot they are of, or as a CSV file when that is what is asked for."""
    if "text/csv" in request.headers.get("accept", ""):
        columns = list(rows[0]) if rows else []
        headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
        return Response(as_csv(rows, columns), media_type="text/csv", headers=headers)
    document: dict[str, Any] = {"published_at": to_rfc3339(view.meta["published_at"]), "items": rows}
    return JSONResponse(as_document(document if cursor is None else {**document, "cursor": cursor}))
