"""The composition root of ingest: log, registry, webhooks and imports become one application."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.routing import Route

from plaudit.clock import Clock, system_clock
from plaudit.eventlog.backends import open_log
from plaudit.eventlog.protocol import EventLog, LogWriter
from plaudit.http.bearer import guard
from plaudit.http.checks import Check
from plaudit.http.operations import operations_router
from plaudit.http.problems import install_problem_handlers
from plaudit.registry import Registry, open_registry
from plaudit.registry.errors import RegistryUnavailableError
from plaudit.security.keys import load_keys
from plaudit.settings import Settings, load_settings
from services.ingest.imports.routes import import_router
from services.ingest.outlet import Outlet
from services.ingest.stores import StoreDirectory
from services.ingest.webhooks import Webhooks

HEALTH_SECONDS = 0.5
LAST_ANSWERS_SECONDS = 0.5
EXIT_LOG_BROKEN = 74  # EX_IOERR


def create_app(
    settings: Settings | None = None,
    *,
    clock: Clock = system_clock,
    log: EventLog | None = None,
    end_process: Callable[[int], object] = os._exit,
) -> FastAPI:
    """Opens the log for writing and the registry for reading; both are closed when the application stops.

    `end_process` is called with an exit code once the log can't heal: a new process begins a new origin.
    Raises MisconfiguredError, LogUnavailableError or RegistryUnavailableError.
    """
    settings = settings or load_settings()
    keys = load_keys(settings.data_dir)
    registry = open_registry(settings, keys, clock)
    writer = (log or open_log(settings)).open_writer("events", "ingest")
    stores, outlet = StoreDirectory(registry.stores.find), Outlet(writer)

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        watch = asyncio.create_task(end_when_broken(writer, end_process))
        yield
        watch.cancel()
        writer.close()
        registry.close()

    app = FastAPI(lifespan=running, docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    install_problem_handlers(app)
    guard(app, registry.tokens.verify, clock)
    app.include_router(
        operations_router(
            "ingest", {"log": lambda: _log_check(writer), "registry": lambda: _registry_check(registry, stores)}
        )
    )
    receive = Webhooks(stores, outlet, keys, clock).receive
    app.router.routes.append(Route("/webhooks/{platform}/{store}", receive, methods=["POST"]))
    app.include_router(import_router(stores, outlet, keys, clock))
    return app


async def end_when_broken(writer: LogWriter, end_process: Callable[[int], object]) -> None:
    """Ends the process soon after the log broke, when the requests in flight have had their 503."""
    while writer.is_healthy():  # noqa: ASYNC110 - a writer has a state to look at, and no event to wait for
        await asyncio.sleep(HEALTH_SECONDS)
    await asyncio.sleep(LAST_ANSWERS_SECONDS)
    end_process(EXIT_LOG_BROKEN)


def _log_check(writer: LogWriter) -> Check:
    healthy = writer.is_healthy()
    state = "takes events" if healthy else "broke; this process ends and another one begins"
    return Check(ok=healthy, detail=f"origin {writer.origin} {state}")


def _registry_check(registry: Registry, stores: StoreDirectory) -> Check:
    """A dead registry leaves ingest ready for the stores that it knows, and says so."""
    try:
        registry.stores.page("", 1)
    except RegistryUnavailableError as error:
        return Check(ok=stores.known > 0, detail=f"{error} {stores.known} stores are known and served.")
    return Check(ok=True, detail=f"answers; {stores.known} stores have posted")
