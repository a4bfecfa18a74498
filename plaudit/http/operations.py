"""The routes for operators that every service has: liveness, readiness, metrics, version."""

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import JSONResponse, Response

from plaudit import __version__
from plaudit.http.checks import Check, Checks, readiness

__all__ = ["Check", "Checks", "operations_router"]


def operations_router(name: str, checks: Checks) -> APIRouter:
    """`/livez` (no dependency is asked), `/healthz` (the same), `/readyz` (200 or 503 with every check by
    name), `/metrics`, `/version`. Checks run off the event loop; one that raises has failed.
    """
    router = APIRouter(include_in_schema=False)

    @router.get("/livez")
    @router.get("/healthz")
    async def live() -> JSONResponse:
        return JSONResponse({"status": "ok"})

    @router.get("/readyz")
    def ready(_: Request) -> JSONResponse:
        status, body = readiness(checks)
        return JSONResponse(body, status, {"Cache-Control": "no-store"})

    @router.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    @router.get("/version")
    async def version() -> JSONResponse:
        return JSONResponse({"service": name, "version": __version__})

    return router
