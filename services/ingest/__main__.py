"""Starts ingest: webhooks and imports on one port."""

from typing import NoReturn

from plaudit.security.keys import Keys
from plaudit.serving import serve
from plaudit.settings import Settings
from plaudit.startup import run_service


def main() -> NoReturn:
    """Serves until SIGTERM or SIGINT; a worker whose log broke is replaced."""
    run_service(_serve)


def _serve(settings: Settings, _: Keys) -> None:
    serve("services.ingest.app:create_app", settings, name="ingest", port=settings.ingest_port)


if __name__ == "__main__":
    main()
