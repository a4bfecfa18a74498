"""The composition root of the demo: every service as it is, but on the demo's clock.

Only the demo's supervisor starts these. Services are named by string, because an import would turn the arrow round.
"""

from functools import partial
from importlib import import_module
from typing import Any, Literal, NoReturn

from plaudit.demo.clock import SharedClock, clock_path
from plaudit.security.keys import Keys
from plaudit.serving import serve
from plaudit.settings import Settings
from plaudit.startup import run_service
from plaudit.supervision.services import SERVICES, Service

HERE = "plaudit.demo.composition"

DEMO_SERVICES: tuple[Service, ...] = tuple(service.with_target(f"{HERE}:{service.name}") for service in SERVICES)


def redirect() -> NoReturn:
    run_service(partial(_serve, "redirect", interface="rsgi"))


def api() -> NoReturn:
    run_service(partial(_serve, "api"))


def ingest() -> NoReturn:
    run_service(partial(_serve, "ingest"))


def dashboard() -> NoReturn:
    run_service(partial(_serve, "dashboard"))


def aggregator() -> NoReturn:
    run_service(_run_aggregator)


def create_redirect(settings: Settings) -> Any:
    return _on_demo_clock("services.redirector.redirect.app:create_app", settings)


def create_api(settings: Settings) -> Any:
    return _on_demo_clock("services.redirector.api.app:create_app", settings)


def create_ingest(settings: Settings) -> Any:
    return _on_demo_clock("services.ingest.app:create_app", settings)


def create_dashboard(settings: Settings) -> Any:
    return _on_demo_clock("services.dashboard.app:create_app", settings)


def _serve(name: str, settings: Settings, _: Keys, *, interface: Literal["asgi", "rsgi"] = "asgi") -> None:
    port: int = getattr(settings, f"{name}_port")
    serve(f"{HERE}:create_{name}", settings, name=name, port=port, interface=interface)


def _run_aggregator(settings: Settings, keys: Keys) -> None:
    _named("services.aggregator.__main__:run")(settings, keys, clock=SharedClock(clock_path(settings.data_dir)))


def _on_demo_clock(factory: str, settings: Settings) -> Any:
    return _named(factory)(settings, clock=SharedClock(clock_path(settings.data_dir)))


def _named(target: str) -> Any:
    module, _, attribute = target.partition(":")
    return getattr(import_module(module), attribute)
