"""Ingest on its real server: killed under load, cut off at its limits, ended in order."""

import json
import shutil
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from plaudit.eventlog.backends import open_log
from plaudit.eventlog.protocol import EventLog
from plaudit.events.codec import decode
from plaudit.events.order import Order
from plaudit.settings import load_settings
from tests.support.ingest import Prepared, events_in
from tests.support.ingest_process import IngestProcess, deliver
from tests.support.processes import wait_until
from tests.support.webhooks import read_payload

ORDER = read_payload("shopify_orders_create.json")
SENDERS = 8


def order_body(number: int) -> bytes:
    return ORDER.replace(b'"id": 6120034459871,', b'"id": %d,' % number, 1)


def orders_in_log(process: IngestProcess) -> set[str]:
    facts = [decode(event.type, event.data) for event in events_in(log_of(process))]
    return {fact.order_id for fact in facts if isinstance(fact, Order)}


def log_of(process: IngestProcess) -> EventLog:
    return open_log(load_settings({}, data_dir=process.data_dir))


@pytest.fixture(scope="module")
def process(template: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[IngestProcess]:
    data_dir = tmp_path_factory.mktemp("process") / "data"
    shutil.copytree(template.data_dir, data_dir)
    running = IngestProcess(data_dir)
    yield running
    running.stop()


def load_until_killed(process: IngestProcess, first: int, enough: int) -> set[str]:
    """Posts orders from several senders until the process is killed; the ids that were answered 200."""
    acknowledged: set[str] = set()
    stopping = threading.Event()

    def send(sender: int) -> None:
        number = first + sender * 100_000
        with httpx2.Client(timeout=10) as client:
            while not stopping.is_set():
                status = deliver(client, process.url, order_body(number))
                if status == 200:
                    acknowledged.add(str(number))
                elif status is None:
                    return
                number += 1

    with ThreadPoolExecutor(SENDERS) as senders:
        sending = [senders.submit(send, sender) for sender in range(SENDERS)]
        wait_until(lambda: len(acknowledged) >= enough, seconds=60)
        process.kill()
        stopping.set()
        for each in sending:
            each.result()
    return acknowledged


def kill_again_and_again(process: IngestProcess, cycles: int) -> None:
    acknowledged: set[str] = set()
    for cycle in range(cycles):
        acknowledged |= load_until_killed(process, (cycle + 1) * 10_000_000, enough=20 + 13 * (cycle % 5))
        process.start()
    assert acknowledged - orders_in_log(process) == set()
    origins = [state for state in log_of(process).origins("events") if state.head]
    assert len(origins) >= cycles  # every run of the process numbered its own records


def test_every_order_answered_200_is_in_the_log_after_a_kill(process: IngestProcess) -> None:
    kill_again_and_again(process, 2)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_order_answered_200_is_in_the_log_after_many_kills(process: IngestProcess) -> None:
    kill_again_and_again(process, 25)


def test_a_worker_whose_log_broke_is_replaced_by_one_with_a_new_origin(prepared: Prepared) -> None:
    fragile = IngestProcess(prepared.data_dir, "tests.support.fragile_ingest")
    try:
        with httpx2.Client() as client:
            first = origin_of(client, fragile)
            assert deliver(client, fragile.url, ORDER) == 200
            wait_until(lambda: origin_of(client, fragile) not in {None, first}, seconds=30)
    finally:
        fragile.stop()


def origin_of(client: httpx2.Client, process: IngestProcess) -> str | None:
    """The origin that a ready worker writes; None while there is none."""
    try:
        answer = client.get(f"{process.url}/readyz")
    except httpx2.TransportError:
        return None
    return str(answer.json()["checks"]["log"]["detail"]).split()[1] if answer.status_code == 200 else None


def test_an_oversized_upload_is_cut_off_before_it_is_read(process: IngestProcess) -> None:
    sent, answer = upload(process.port, b"Transfer-Encoding: chunked\r\n", b"10000\r\n" + b" " * 65_536 + b"\r\n")
    assert answer.startswith(b"HTTP/1.1 413")
    assert sent < 8 * 1024 * 1024  # what the buffers of two kernels and the server hold, of 64 MiB offered
    sent, answer = upload(process.port, b"Content-Length: 67108864\r\n", b" " * 65_536)
    assert answer.startswith(b"HTTP/1.1 413")


def upload(port: int, framing: bytes, part: bytes) -> tuple[int, bytes]:
    """Offers 64 MiB; how much of it was taken before the answer, and the answer."""
    sent = 0
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"POST /webhooks/shopify/lumen HTTP/1.1\r\nHost: x\r\n" + framing + b"\r\n")
        connection.settimeout(2)
        try:
            for _ in range(1024):
                connection.sendall(part)
                sent += len(part)
        except OSError:
            pass
        return sent, receive(connection)


def receive(connection: socket.socket) -> bytes:
    try:
        return connection.recv(65_536)
    except OSError:
        return b""


def test_the_logs_of_a_process_name_nobody(process: IngestProcess) -> None:
    with httpx2.Client(headers={"User-Agent": "Planted/1.0"}) as client:
        deliver(client, process.url, ORDER)
        broken = json.dumps(json.loads(ORDER) | {"updated_at": "noor.halvorsen@example.com"}).encode()
        assert deliver(client, process.url, broken) == 200
        client.post(f"{process.url}/webhooks/shopify/lumen?email=noor@example.com", content=b"x")
    said = process.said()
    assert not [word for word in ("noor", "Halvorsen", "203.0.113", "Planted") if word in said]
