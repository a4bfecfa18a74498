"""Starts one of the redirector's two processes: the public redirect, or the registry's API."""

from typing import NoReturn

from plaudit.security.keys import Keys
from plaudit.serving import serve
from plaudit.settings import Settings
from plaudit.startup import run_service
from services.redirector.redirect.worker_metrics import clear, metrics_folder


def redirect() -> NoReturn:
    """Serves links on the public port, with as many workers as are set."""
    run_service(_serve_redirect)


def api() -> NoReturn:
    """Serves the registry's API on a port of its own."""
    run_service(_serve_api)


def _serve_redirect(settings: Settings, _: Keys) -> None:
    clear(metrics_folder(settings.data_dir))
    serve(
        "services.redirector.redirect.app:create_app",
        settings,
        name="redirect",
        port=settings.redirect_port,
        interface="rsgi",
        workers=settings.redirect_workers,
    )


def _serve_api(settings: Settings, _: Keys) -> None:
    serve("services.redirector.api.app:create_app", settings, name="api", port=settings.api_port)
