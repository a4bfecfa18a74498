"""A whole Plaudit in processes of its own, started and driven as an operator does."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import httpx2 as httpx

from plaudit.supervision.run_file import read_run_file
from tests.support.processes import wait_until

FREE_PORTS = {f"PLAUDIT_{name}_PORT": "0" for name in ("REDIRECT", "INGEST", "DASHBOARD", "API")}


class Deployment:
    """A data directory and the services that run on it."""

    def __init__(self, data_dir: Path, environment: Mapping[str, str]) -> None:
        self.data_dir = data_dir
        self.environment = environment
        run = read_run_file(data_dir)
        assert run is not None
        token = Path(run["token_file"]).read_text().strip()
        self.clients = {
            name: httpx.Client(
                base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {token}"}, trust_env=False
            )
            for name, port in run["ports"].items()
        }

    def create(self, resource: str, **body: Any) -> dict[str, Any]:
        answer = self.clients["api"].post(f"/api/{resource}", json=body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def query(self, sql: str) -> list[dict[str, Any]]:
        """Rows of the published tables; none while nothing is published."""
        file = self.data_dir / "analytics.duckdb"
        if not file.exists():
            return []
        with duckdb.connect(str(file), read_only=True) as connection:
            cursor = connection.execute(sql)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        return run_command(*words, environment=self.environment)

    def kill(self, service: str) -> int | None:
        """SIGKILL for a service and all its workers at once; the pid that was killed, None when it was down."""
        return kill_service(self.data_dir, service)

    def is_ready(self) -> bool:
        return all(_status(client, "/readyz") == 200 for client in self.clients.values())

    def close(self) -> None:
        for client in self.clients.values():
            client.close()


@contextmanager
def deployed(data_dir: Path, **settings: str) -> Iterator[Deployment]:
    """`plaudit up` on free ports, ready; ended by one SIGINT, after which its exit code must be 0."""
    environment = os.environ | FREE_PORTS | {"PLAUDIT_DATA_DIR": str(data_dir)} | settings
    log = (data_dir.parent / f"{data_dir.name}.log").open("wb")
    with log, subprocess.Popen([sys.executable, "-m", "plaudit.cli", "up"], env=environment, stderr=log) as process:
        try:
            wait_until(lambda: read_run_file(data_dir) is not None, seconds=60)
            deployment = Deployment(data_dir, environment)
            try:
                wait_until(deployment.is_ready, seconds=60)
                yield deployment
            finally:
                deployment.close()
        finally:
            process.send_signal(signal.SIGINT)
            code = process.wait(60)
    assert code == 0, Path(log.name).read_text()


def run_command(*words: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "plaudit.cli", *words], env=environment, capture_output=True, text=True, check=False
    )


def kill_service(data_dir: Path, service: str) -> int | None:
    try:
        pid = (read_run_file(data_dir) or {}).get("pids", {}).get(service)
    except json.JSONDecodeError:
        return None
    if pid is None:
        return None
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return None
    return int(pid)


def _status(client: httpx.Client, path: str) -> int | None:
    try:
        return client.get(path).status_code
    except httpx.TransportError:
        return None
