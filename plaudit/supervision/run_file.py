"""`<data>/run.json`: which ports and processes serve a data directory, and where its admin token lies."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plaudit.settings import Settings
from plaudit.supervision.services import SERVICES


class RunFile:
    """Written whole or not at all, and gone when the services are."""

    def __init__(self, settings: Settings, token_file: Path) -> None:
        self.path = run_file_path(settings.data_dir)
        self._facts = {
            "bind": settings.bind,
            "ports": {service.name: port for service in SERVICES if (port := service.port(settings)) is not None},
            "token_file": str(token_file),
            "supervisor": os.getpid(),
        }

    def write(self, pids: Mapping[str, int | None]) -> None:
        draft = self.path.with_suffix(".new")
        draft.write_text(json.dumps(self._facts | {"pids": dict(pids)}, indent=2) + "\n", "utf-8")
        draft.replace(self.path)

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)


def run_file_path(data_dir: Path) -> Path:
    return data_dir / "run.json"


def read_run_file(data_dir: Path) -> dict[str, Any] | None:
    """What runs on a data directory as its supervisor wrote it; None when nothing does."""
    try:
        return dict(json.loads(run_file_path(data_dir).read_text("utf-8")))
    except FileNotFoundError:
        return None
