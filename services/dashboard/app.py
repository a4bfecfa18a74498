"""The composition root of the dashboard."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from plaudit.clock import Clock, system_clock
from plaudit.errors import PlauditError
from plaudit.http.checks import Check
from plaudit.http.operations import operations_router
from plaudit.http.problems import answer_problem, problem_of
from plaudit.settings import Settings, load_settings
from services.dashboard.access import Access
from services.dashboard.api.routes import api_router
from services.dashboard.headers import SecurityHeaders
from services.dashboard.pages.campaign import campaign_router
from services.dashboard.pages.creator import creator_router
from services.dashboard.pages.order import order_router
from services.dashboard.pages.site import Site
from services.dashboard.snapshots import NothingPublishedError, Snapshots

STATIC = Path(__file__).parent / "static"


def create_app(settings: Settings | None = None, *, clock: Clock = system_clock) -> FastAPI:
    """Pages and API over the published file of a data directory; needs neither keys, log nor registry."""
    settings = settings or load_settings()
    snapshots = Snapshots(settings.analytics_file)
    site = Site(snapshots, clock)

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        yield
        snapshots.close()

    app = FastAPI(
        lifespan=running,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        middleware=[Middleware(SecurityHeaders), Middleware(Access, bind=settings.bind)],
    )
    install_error_pages(app, site)
    app.include_router(operations_router("dashboard", {"published": lambda: _published_check(snapshots)}))
    app.include_router(api_router(site))
    for page in (campaign_router, creator_router, order_router):
        app.include_router(page(site))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


def install_error_pages(app: FastAPI, site: Site) -> None:
    """People get a page that says what is wrong, programs a problem document."""

    async def answer(request: Request, error: Exception) -> Response:
        problem = problem_of(error)
        return answer_problem(problem) if request.url.path.startswith("/api/") else site.render_problem(problem)

    for kind in (PlauditError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, answer)


def _published_check(snapshots: Snapshots) -> Check:
    try:
        with snapshots.read() as snapshot:
            shown = snapshot.rows("SELECT published_at FROM meta_snapshot")[0]["published_at"]
    except NothingPublishedError as error:
        return Check(ok=False, detail=str(error))
    return Check(ok=True, detail=f"shows what was published at {shown.isoformat()}")
