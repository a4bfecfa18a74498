"""One supervised process: started, found dead, rested, started again, stopped with its whole group."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from plaudit.supervision.backoff import BackOff
from plaudit.supervision.services import Service


class SupervisedProcess:
    """A service as a child of this process, in a session of its own so that Ctrl-C reaches us alone."""

    def __init__(self, service: Service, environment: Mapping[str, str], log_file: Path | None) -> None:
        self.service = service
        self._environment = environment
        self._log_file = log_file
        self._backoff = BackOff()
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._due = 0.0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        command = [sys.executable, "-m", "plaudit.supervision.child", str(os.getpid()), self.service.target]
        with self._log_file.open("ab") if self._log_file else contextlib.nullcontext() as output:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self._started = time.monotonic()

    def exit_code(self) -> int | None:
        """The code of a process that just ended, negative for a signal; None while it runs or rests."""
        return self._process.poll() if self._process else None

    def rest(self) -> float:
        """Clears a dead process away and plans its next start; returns the seconds until then."""
        self._kill_group()
        self._process = None
        self._backoff = self._backoff.after_crash(time.monotonic() - self._started)
        self._due = time.monotonic() + self._backoff.rest_seconds
        return self._backoff.rest_seconds

    def start_if_due(self) -> bool:
        if self._process is not None or time.monotonic() < self._due:
            return False
        self.start()
        return True

    def terminate(self) -> None:
        """Asks the process to end in order; it answers for its own workers."""
        if self._process and self._process.poll() is None:
            self._process.terminate()

    def join(self, seconds: float) -> bool:
        """Waits for the end; whatever is left of the group after `seconds` is killed. True if it ended in time."""
        if self._process is None:
            return True
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.0, seconds))
        in_time = self._process.returncode is not None
        self._kill_group()
        self._process.wait()
        return in_time

    def _kill_group(self) -> None:
        """Ends workers that outlived their service: the group of a session leader bears its pid."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
