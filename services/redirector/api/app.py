"""The composition root of the registry's API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from starlette.responses import JSONResponse

from plaudit.clock import Clock, system_clock
from plaudit.eventlog.backends import open_log
from plaudit.eventlog.protocol import EventLog
from plaudit.http.bearer import guard
from plaudit.http.checks import Check
from plaudit.http.operations import operations_router
from plaudit.http.problems import Problem, answer_problem, install_problem_handlers
from plaudit.registry import Registry, open_registry
from plaudit.registry.errors import RefusedError, RegistryUnavailableError, TakenError, UnknownError
from plaudit.security.keys import load_keys
from plaudit.settings import Settings, load_settings
from plaudit.telemetry.metrics import Reading, watch
from plaudit.telemetry.names import Gauge
from services.redirector.api.bulk import bulk_router
from services.redirector.api.resources import all_resources
from services.redirector.api.routes import resource_router
from services.redirector.api.salt_keeper import SaltKeeper
from services.redirector.api.token_routes import token_router


def create_app(
    settings: Settings | None = None,
    *,
    clock: Clock = system_clock,
    log: EventLog | None = None,
    salt_days_ahead: int = 2,
) -> FastAPI:
    """The API on its registry, with the relay and the salt keeper running while it serves."""
    settings = settings or load_settings()
    keys = load_keys(settings.data_dir)
    registry = open_registry(settings, keys, clock)
    relay = registry.relay_to(log or open_log(settings))
    keeper = SaltKeeper(registry.salts, clock, salt_days_ahead)

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        keeper.start()
        relay.start()
        yield
        relay.stop()
        keeper.stop()
        registry.close()

    app = FastAPI(lifespan=running, docs_url=None, redoc_url=None, openapi_url=None)
    watch(Gauge.REGISTRY_WAITING, lambda: _waiting(registry))
    guard(app, registry.tokens.verify, system_clock)
    install_problem_handlers(app)
    app.add_exception_handler(RefusedError, _refuse)
    app.add_exception_handler(UnknownError, _refuse)
    app.include_router(operations_router("api", {"registry": lambda: _check(registry)}))
    for resource in all_resources(registry, keys, settings.short_url_base):
        if resource.has_bulk:
            app.include_router(bulk_router(resource))
        app.include_router(resource_router(resource))
    app.include_router(token_router(registry.tokens))
    return app


async def _refuse(_: Request, error: Exception) -> JSONResponse:
    """What the registry refuses is said of its field: 409 when it is taken, 404 when there is none."""
    match error:
        case TakenError():
            problem = Problem(409, "Taken", str(error), [{"field": error.field, "reason": str(error)}])
        case RefusedError():
            problem = Problem(422, "Invalid request", str(error), [{"field": error.field, "reason": str(error)}])
        case _:
            problem = Problem(404, "Unknown", str(error))
    return answer_problem(problem)


def _check(registry: Registry) -> Check:
    waiting = registry.outbox.waiting()
    return Check(ok=True, detail=f"answers; {waiting} changes wait for the log")


def _waiting(registry: Registry) -> Reading:
    """Nothing while the registry does not answer: the other metrics are still told."""
    try:
        return {(): registry.outbox.waiting()}
    except RegistryUnavailableError:
        return {}
