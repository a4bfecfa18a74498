"""The routes for operators that every service has: liveness, readiness, metrics, version."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import JSONResponse, Response

from plaudit import __version__


class Check(NamedTuple):
    """Whether one thing that the service needs is there, and a sentence that says what was found."""

    ok: bool
    detail: str


Checks = Mapping[str, Callable[[], Check]]


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
        found = {label: run_check(check) for label, check in checks.items()}
        status = "ok" if all(check.ok for check in found.values()) else "unavailable"
        body = {"status": status, "checks": {label: check._asdict() for label, check in found.items()}}
        return JSONResponse(body, 200 if status == "ok" else 503, {"Cache-Control": "no-store"})

    @router.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    @router.get("/version")
    async def version() -> JSONResponse:
        return JSONResponse({"service": name, "version": __version__})

    return router


def run_check(check: Callable[[], Check]) -> Check:
    """Runs a check; whatever it raises is its answer, because readiness must say so and not fail itself."""
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - any failure of a check is a failed check
        return Check(ok=False, detail=f"{type(error).__name__}: {error}")
