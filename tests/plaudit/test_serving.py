import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx2 as httpx
import pytest

from plaudit.errors import MisconfiguredError
from plaudit.security.keys import create_keys
from plaudit.serving import bound_socket, is_port_free
from tests.support.processes import is_running, wait_until


def start(data_dir: Path, target: str, port: int) -> subprocess.Popen[bytes]:
    create_keys(data_dir)
    program = f"from tests.support.toy_servers import {target}; {target}()"
    environment = os.environ | {"PLAUDIT_DATA_DIR": str(data_dir), "PLAUDIT_REDIRECT_PORT": str(port)}
    return subprocess.Popen([sys.executable, "-c", program], env=environment, stderr=subprocess.PIPE)


def free_port() -> int:
    with bound_socket("127.0.0.1", 0) as holder:
        return int(holder.getsockname()[1])


def worker_pid(port: int) -> int | None:
    """The pid with which the toy application answers; None when nothing does."""
    try:
        return int(httpx.get(f"http://127.0.0.1:{port}/", trust_env=False).text)
    except httpx.TransportError:
        return None


def wait_for_worker(port: int, other_than: int | None = None) -> int:
    found: list[int] = []

    def is_there() -> bool:
        pid = worker_pid(port)
        if pid is not None and pid != other_than:
            found.append(pid)
        return bool(found)

    wait_until(is_there)
    return found[0]


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(MisconfiguredError, match=r"192\.0\.2\.1 is no address of this machine"):
        bound_socket("192.0.2.1", 0)


def test_it_serves_and_ends_in_order(tmp_path: Path) -> None:
    port = free_port()
    with start(tmp_path, "server", port) as service:
        worker = wait_for_worker(port)
        service.terminate()
    assert service.returncode == 0
    assert not is_running(worker)
    assert is_port_free("127.0.0.1", port)


def test_headers_have_a_size_beyond_which_they_are_refused(tmp_path: Path) -> None:
    port = free_port()
    with start(tmp_path, "server", port) as service:
        wait_for_worker(port)
        statuses = [
            httpx.get(f"http://127.0.0.1:{port}/", headers={"X-Long": "x" * length}, trust_env=False).status_code
            for length in (8_000, 20_000)
        ]
        service.terminate()
    assert statuses == [200, 431]


def test_a_crashed_worker_is_replaced(tmp_path: Path) -> None:
    port = free_port()
    with start(tmp_path, "server", port) as service:
        worker = wait_for_worker(port)
        os.kill(worker, signal.SIGKILL)
        wait_for_worker(port, other_than=worker)
        service.terminate()
    assert service.returncode == 0


def test_a_worker_does_not_outlive_a_killed_service(tmp_path: Path) -> None:
    port = free_port()
    with start(tmp_path, "server", port) as service:
        worker = wait_for_worker(port)
        service.kill()
    wait_until(lambda: not is_running(worker))
    assert is_port_free("127.0.0.1", port)


def test_a_taken_port_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with bound_socket("127.0.0.1", 0) as holder:
        holder.listen()
        port = holder.getsockname()[1]
        service = start(tmp_path, "server", port)
        _, said = service.communicate(timeout=20)
    assert service.returncode == 78
    assert said.decode().splitlines() == [
        f"plaudit: The toy can't listen on 127.0.0.1:{port}, something else does; stop it or set another port."
    ]


def test_a_refusal_while_the_application_is_built_is_said_once_and_ends_the_service(tmp_path: Path) -> None:
    service = start(tmp_path, "refusing_server", free_port())
    _, said = service.communicate(timeout=20)
    assert service.returncode == 78
    assert said.decode().count("does not like these settings; change them.") == 1


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_a_port_is_free_until_somebody_listens(address: str) -> None:
    with bound_socket(address, 0) as holder:
        holder.listen()
        port = holder.getsockname()[1]
        assert not is_port_free(address, port)
    deadline = time.monotonic() + 5
    while not is_port_free(address, port):
        assert time.monotonic() < deadline
