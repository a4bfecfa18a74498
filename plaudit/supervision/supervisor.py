"""Keeps the services of one machine running until it is told to stop."""

import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from plaudit.errors import AlreadyRunningError, MisconfiguredError
from plaudit.settings import PREFIX, TEST_PREFIX, Settings
from plaudit.supervision.process import SupervisedProcess
from plaudit.supervision.run_file import RunFile
from plaudit.supervision.services import Service
from plaudit.telemetry.logs import get_logger

STOP_SECONDS = 20.0

log = get_logger(__name__)


class Supervisor:
    """Starts the services, starts them again when they crash, stops the servers first and the aggregator last.

    Nothing here waits but `stop`: whoever owns the supervisor calls `tick` a few times a second. What the services
    say goes to this process's stdout and stderr, or to `<logs>/<name>.log`.
    """

    def __init__(
        self,
        services: Sequence[Service],
        settings: Settings,
        run_file: RunFile,
        *,
        logs: Path | None = None,
        stop_seconds: float = STOP_SECONDS,
    ) -> None:
        environment = child_environment(settings, os.environ)
        self._processes = [
            SupervisedProcess(service, environment, logs / f"{service.name}.log" if logs else None)
            for service in services
        ]
        self._run_file = run_file
        self._stop_seconds = stop_seconds

    @property
    def pids(self) -> dict[str, int | None]:
        return {process.service.name: process.pid for process in self._processes}

    def start(self) -> None:
        for process in self._processes:
            process.start()
        self._run_file.write(self.pids)

    def tick(self) -> None:
        """Looks after every process once. Raises MisconfiguredError when one refused to start as it is set up."""
        changed = [self._look_after(process) for process in self._processes]
        if any(changed):
            self._run_file.write(self.pids)

    def stop(self) -> None:
        """Ends the servers together, then the aggregator, so that it still takes in what they wrote.

        A KeyboardInterrupt meanwhile kills what is left.
        """
        try:
            for last in (False, True):
                self._stop_group([process for process in self._processes if process.service.stops_last is last])
        except KeyboardInterrupt:
            for process in self._processes:
                process.join(0)
        finally:
            self._run_file.remove()

    def _stop_group(self, group: Sequence[SupervisedProcess]) -> None:
        for process in group:
            process.terminate()
        deadline = time.monotonic() + self._stop_seconds
        for process in group:
            if not process.join(deadline - time.monotonic()):
                log.warning("killed_for_not_stopping", process=process.service.name)

    def _look_after(self, process: SupervisedProcess) -> bool:
        code = process.exit_code()
        if code is None:
            return process.start_if_due()
        if code == MisconfiguredError.exit_code:
            raise MisconfiguredError(f"The {process.service.name} refused to start; it said why above.")
        rest = process.rest()
        event = "waits_for_another" if code == AlreadyRunningError.exit_code else "ended"
        log.warning(event, process=process.service.name, exit_code=code, restart_in_seconds=rest)
        return True


def child_environment(settings: Settings, inherited: Mapping[str, str]) -> dict[str, str]:
    """The environment of a child: what is inherited, with every setting fixed to what we resolved."""
    foreign = {k: v for k, v in inherited.items() if not k.startswith(PREFIX) or k.startswith(TEST_PREFIX)}
    ours = {PREFIX + name.upper(): _as_text(value) for name, value in settings if value is not None}
    return foreign | ours | {"PYTHONUNBUFFERED": "1"}


def _as_text(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
