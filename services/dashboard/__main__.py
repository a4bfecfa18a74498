"""Starts the dashboard on its port."""

from typing import NoReturn

from plaudit.security.keys import Keys
from plaudit.serving import serve
from plaudit.settings import Settings
from plaudit.startup import run_service


def main() -> NoReturn:
    """Serves until SIGTERM or SIGINT."""
    run_service(_serve)


def _serve(settings: Settings, _: Keys) -> None:
    serve("services.dashboard.app:create_app", settings, name="dashboard", port=settings.dashboard_port)


if __name__ == "__main__":
    main()
