"""`plaudit up`: settle the ports, make the data directory if need be, and supervise until a signal."""

import fcntl
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from types import FrameType

from plaudit.errors import AlreadyRunningError
from plaudit.supervision.supervisor import Supervisor

TICK_SECONDS = 0.5
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def sole_supervisor(data_dir: Path) -> Iterator[None]:
    """Holds the data directory for one supervisor. Raises AlreadyRunningError when another has it."""
    with (data_dir / "up.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AlreadyRunningError(
                f"Another `plaudit up` or `demo` serves {data_dir}; stop it, or set another PLAUDIT_DATA_DIR."
            ) from error
        yield


def supervise(supervisor: Supervisor) -> None:
    """Runs the services until SIGINT, SIGTERM or SIGHUP; a second such signal does not wait for their end."""
    with _caught_signals() as signals:
        try:
            supervisor.start()
            while _next(signals) not in STOPPING:
                supervisor.tick()
        finally:
            for number in STOPPING:
                signal.signal(number, _hurry)
            supervisor.stop()


@contextmanager
def _caught_signals() -> Iterator[SimpleQueue[int]]:
    """Signals as a queue, because its `put` is safe in a handler; a child's end cuts a wait short."""
    signals: SimpleQueue[int] = SimpleQueue()

    def catch(number: int, _: FrameType | None) -> None:
        signals.put(number)

    before = {number: signal.signal(number, catch) for number in (*STOPPING, signal.SIGCHLD)}
    try:
        yield signals
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _hurry(_: int, __: FrameType | None) -> None:
    """Breaks off the waiting for an orderly end, once."""
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _next(signals: SimpleQueue[int]) -> int | None:
    try:
        return signals.get(timeout=TICK_SECONDS)
    except Empty:
        return None
