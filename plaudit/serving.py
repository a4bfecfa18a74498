"""Serving an application over HTTP: granian on uvloop, workers that die with their parent, ports that are ours."""

import errno
import multiprocessing
import os
import socket
import time
from functools import partial
from importlib import import_module
from multiprocessing.sharedctypes import Synchronized
from typing import Any, Literal

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels

from plaudit import lifeline
from plaudit.errors import MisconfiguredError
from plaudit.settings import Settings
from plaudit.startup import REFUSALS, refuse
from plaudit.telemetry.logs import set_up_logging

PORT_PATIENCE_SECONDS = 5.0
STOP_SECONDS = 10
HEADER_MILLISECONDS = 10_000
"""Who needs longer to send the headers of a request only holds the connection."""

HEADER_BYTES = 16 * 1024
"""Request line and headers together; whoever sends more gets 431."""


def serve(
    factory: str,
    settings: Settings,
    *,
    name: str,
    port: int,
    interface: Literal["asgi", "rsgi"] = "asgi",
    workers: int = 1,
) -> None:
    """Serves what `factory` ("module:function") makes of the settings until SIGTERM or SIGINT.

    Each worker process calls `factory(settings)`. A MisconfiguredError or AlreadyRunningError raised there
    ends the service with its exit code; a worker that crashed is started again. Port 0 takes a free one.
    """
    bound = _own_port(settings.bind, port, name)
    refused: Synchronized[int] = multiprocessing.Value("i", 0)
    server = Granian(
        factory,
        address=settings.bind,
        port=bound,
        interface=Interfaces(interface),
        workers=workers,
        loop=Loops.uvloop,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS, max_buffer_size=HEADER_BYTES),
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
    )
    try:
        server.serve(
            target_loader=partial(load_application, factory, settings, name, os.getpid(), refused), wrap_loader=False
        )
    except SystemExit as ending:
        raise SystemExit(refused.value or ending.code) from None


def load_application(factory: str, settings: Settings, name: str, parent: int, refused: "Synchronized[int]") -> Any:
    """Builds the application in a worker process; a refusal is said once, by the first worker that meets it."""
    lifeline.follow(parent)
    set_up_logging(name)
    module, _, attribute = factory.partition(":")
    try:
        return getattr(import_module(module), attribute)(settings)
    except REFUSALS as refusal:
        with refused.get_lock():
            if refused.value:
                raise SystemExit(refused.value) from refusal
            refused.value = refusal.exit_code
        refuse(refusal)


def is_port_free(address: str, port: int) -> bool:
    """Whether a listener could take the port; asked without SO_REUSEPORT, which would share it unseen."""
    try:
        bound_socket(address, port).close()
    except OSError:
        return False
    return True


def bound_socket(address: str, port: int) -> socket.socket:
    """A TCP socket that holds a port of the address without listening; port 0 takes a free one.

    Raises OSError when the port is taken, MisconfiguredError when the address is none of this machine.
    """
    holder = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind((address, port))
    except OSError as error:
        holder.close()
        if error.errno == errno.EADDRNOTAVAIL:
            raise MisconfiguredError(
                f"{address} is no address of this machine; set PLAUDIT_BIND to one that it has, like 127.0.0.1."
            ) from error
        raise
    return holder


def _own_port(address: str, port: int, name: str) -> int:
    """The port itself, or a free one for 0; waits shortly for a dying predecessor to let go of it."""
    if port == 0:
        with bound_socket(address, 0) as holder:
            return int(holder.getsockname()[1])
    deadline = time.monotonic() + PORT_PATIENCE_SECONDS
    while not is_port_free(address, port):
        if time.monotonic() > deadline:
            raise MisconfiguredError(
                f"The {name} can't listen on {address}:{port}, something else does; stop it or set another port."
            )
        time.sleep(0.1)
    return port
