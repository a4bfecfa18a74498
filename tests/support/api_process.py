"""The registry's API as a real process on a free port of this machine."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2 as httpx

from plaudit.clock import system_clock
from plaudit.serving import bound_socket
from plaudit.supervision.initialisation import initialise
from tests.support.registries import settings_in


class ApiProcess:
    """`start` it as often as it was killed; `client` is an admin's."""

    def __init__(self, data_dir: Path) -> None:
        made = initialise(settings_in(data_dir), system_clock)
        with bound_socket("127.0.0.1", 0) as holder:
            self.port = int(holder.getsockname()[1])
        facts = {"bind": "127.0.0.1", "ports": {"api": self.port}, "token_file": str(made.token_file)}
        (data_dir / "run.json").write_text(json.dumps(facts))
        self.data_dir = data_dir
        self.client = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}", headers={"Authorization": f"Bearer {made.token}"}, timeout=30
        )

    def start(self) -> None:
        command = [sys.executable, "-m", "plaudit.supervision.child", str(os.getpid())]
        environment = os.environ | {"PLAUDIT_DATA_DIR": str(self.data_dir), "PLAUDIT_API_PORT": str(self.port)}
        self._process = subprocess.Popen(
            [*command, "services.redirector.__main__:api"], env=environment, start_new_session=True
        )
        self._await_answer()

    def kill(self) -> None:
        """Ends the server and its worker at once, as a power cut would."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> int:
        self._process.terminate()
        return self._process.wait(20)

    def _await_answer(self) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                if self.client.get("/readyz").status_code == 200:
                    return
            except httpx.TransportError:
                assert self._process.poll() is None, "the API ended"
            assert time.monotonic() < deadline, "the API does not answer"
            time.sleep(0.05)


@contextmanager
def an_api(data_dir: Path) -> Iterator[ApiProcess]:
    api = ApiProcess(data_dir)
    api.start()
    try:
        yield api
    finally:
        api.stop()
        api.client.close()
