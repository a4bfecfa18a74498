"""Ingest as a real process on granian, which can be killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx2

from plaudit.serving import bound_socket
from tests.support.ingest import shopify_headers

PATIENCE_SECONDS = 60.0


class IngestProcess:
    """A running `python -m services.ingest` with its worker; killed whole, or stopped in order."""

    def __init__(self, data_dir: Path, module: str = "services.ingest") -> None:
        self.data_dir = data_dir
        self._module = module
        self._said = data_dir.with_suffix(".said")
        self.port = _free_port()
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PLAUDIT_")}
        with self._said.open("ab") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", self._module],
                env=environment | {"PLAUDIT_DATA_DIR": str(self.data_dir), "PLAUDIT_INGEST_PORT": str(self.port)},
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        self._wait_until_ready()

    def kill(self) -> None:
        """SIGKILL for the server and its worker at once."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(PATIENCE_SECONDS)

    def stop(self) -> None:
        """SIGTERM, and its end."""
        self._process.terminate()
        self._process.wait(PATIENCE_SECONDS)

    def said(self) -> str:
        """All that it wrote to stdout and stderr so far."""
        return self._said.read_text("utf-8")

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            assert self._process.poll() is None, self.said()
            try:
                if httpx2.get(f"{self.url}/readyz", timeout=2).status_code == 200:
                    return
            except httpx2.TransportError:
                time.sleep(0.05)
        raise AssertionError("ingest did not become ready")


def deliver(client: httpx2.Client, url: str, body: bytes) -> int | None:
    """Sends a Shopify order; the status, or None when the connection was cut."""
    try:
        headers = shopify_headers(body, "orders/create")
        return client.post(f"{url}/webhooks/shopify/lumen", content=body, headers=headers).status_code
    except httpx2.TransportError:
        return None


def _free_port() -> int:
    with bound_socket("127.0.0.1", 0) as holder:
        return int(holder.getsockname()[1])
