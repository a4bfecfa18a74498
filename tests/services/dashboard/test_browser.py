"""A real browser draws the pages under the real policy; skipped where no chromium is installed."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from plaudit.settings import Settings

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--enable-logging=stderr")
PATIENCE_SECONDS = 30

pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed")]


@pytest.fixture(scope="module")
def address(published: Settings) -> Iterator[str]:
    """The dashboard as a real process on a port of its own."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        port = holder.getsockname()[1]
    environment = os.environ | {"PLAUDIT_DATA_DIR": str(published.data_dir)}
    command = [
        str(Path(sys.executable).with_name("granian")),
        "--interface",
        "asgi",
        "--factory",
        "--host",
        "127.0.0.1",
    ]
    process = subprocess.Popen(
        [*command, "--port", str(port), "--log-level", "error", "services.dashboard.app:create_app"], env=environment
    )
    try:
        wait_until_ready(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def wait_until_ready(address: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            if httpx2.get(f"{address}/readyz").status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    pytest.fail("the dashboard did not become ready")


@pytest.mark.parametrize("path", ["/", "/creators/mallory", "/orders/shop/%3D1%2B1"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_is_drawn_without_a_violation_or_an_error(address: str, tmp_path: Path, path: str, width: int) -> None:
    picture = tmp_path / "page.png"
    options = [
        *QUIET,
        f"--user-data-dir={tmp_path / 'profile'}",
        f"--window-size={width},900",
        f"--screenshot={picture}",
    ]
    drawn = subprocess.run(
        [str(CHROMIUM), *options, address + path], check=True, capture_output=True, text=True, timeout=60
    )
    console = [line for line in drawn.stderr.splitlines() if ":CONSOLE" in line]
    assert console == []
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size > 5_000
