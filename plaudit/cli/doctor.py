"""`plaudit doctor`: is everything here that Plaudit needs, and does what runs run well."""

import json
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from typing import Annotated, Any

import apsw
import httpx2 as httpx
import typer

from plaudit.cli.output import AsJson, say, write_rows
from plaudit.cli.trace import trace_click
from plaudit.clock import system_clock
from plaudit.eventlog.backends import open_log
from plaudit.events.envelope import STREAMS
from plaudit.http.checks import Check, run_check
from plaudit.registry import open_registry
from plaudit.security.keys import load_keys
from plaudit.settings import Settings, load_settings
from plaudit.startup import check_writable
from plaudit.supervision.run_file import read_run_file

SAFE_SQLITE = (3, 51, 3)
LEAST_FREE_BYTES = 1 << 30
COLUMNS = ("check", "ok", "detail")


def doctor(
    *,
    trace: Annotated[str | None, typer.Option(help="Open the link with this slug and follow it to its row.")] = None,
    as_json: AsJson = False,
) -> None:
    """Changes nothing. With --trace it opens the link as a declared bot, so that no person is counted.

    Exit code 1 when a check fails.
    """
    settings = load_settings()
    found = [(name, run_check(check)) for name, check in checks(settings)]
    if trace is not None:
        found.append(("trace", run_check(partial(trace_click, settings, trace))))
    rows = [{"check": name, "ok": result.ok, "detail": result.detail} for name, result in found]
    write_rows(COLUMNS, rows, as_json=as_json)
    failed = [name for name, result in found if not result.ok]
    if failed:
        say(f"Not well: {', '.join(failed)}.")
        raise typer.Exit(1)


def checks(settings: Settings) -> Iterator[tuple[str, Callable[[], Check]]]:
    """What is looked at; without a data directory there is little to look at."""
    yield "sqlite", check_sqlite
    yield "data directory", partial(check_directory, settings)
    if not settings.data_dir.is_dir():
        return
    yield "keys", partial(check_keys, settings)
    yield "disk", partial(check_disk, settings)
    yield "event log", partial(check_log, settings)
    yield "registry", partial(check_registry, settings)
    yield "aggregator", partial(check_aggregator, settings)
    yield from _service_checks(settings)


def _service_checks(settings: Settings) -> Iterator[tuple[str, Callable[[], Check]]]:
    running = read_run_file(settings.data_dir)
    if running is None:
        yield "services", lambda: Check(ok=True, detail="none run; `plaudit up` starts them")
        return
    for service, port in running["ports"].items():
        yield service, partial(check_service, running["bind"], port)


def check_directory(settings: Settings) -> Check:
    check_writable(settings.data_dir)
    return Check(ok=True, detail=f"{settings.data_dir} can be written")


def check_keys(settings: Settings) -> Check:
    load_keys(settings.data_dir)
    return Check(ok=True, detail="complete, and for their owner only")


def check_disk(settings: Settings) -> Check:
    free = shutil.disk_usage(settings.data_dir).free
    return Check(ok=free >= LEAST_FREE_BYTES, detail=f"{free / (1 << 30):.1f} GiB are free")


def check_sqlite() -> Check:
    """Whether the SQLite of the log is one without the WAL-reset bug."""
    version = apsw.sqlite_lib_version()
    return Check(ok=tuple(map(int, version.split("."))) >= SAFE_SQLITE, detail=f"the log's SQLite is {version}")


def check_log(settings: Settings) -> Check:
    """Whether any origin ends before a number that was acknowledged."""
    log = open_log(settings)
    origins = [state for stream in STREAMS for state in log.origins(stream)]
    cut = [state.origin for state in origins if state.acked > state.head]
    if cut:
        return Check(ok=False, detail=f"cut: {', '.join(cut)} lack numbers that were acknowledged; see `plaudit gaps`")
    return Check(ok=True, detail=f"{len(origins)} origins, {sum(state.living for state in origins)} of them written")


def check_registry(settings: Settings) -> Check:
    registry = open_registry(settings, load_keys(settings.data_dir), system_clock)
    try:
        return Check(ok=True, detail=f"answers; {registry.outbox.waiting()} changes wait for the log")
    finally:
        registry.close()


def check_aggregator(settings: Settings) -> Check:
    """What the aggregator last said of itself: origins that are held, and what fails."""
    try:
        status: dict[str, Any] = json.loads((settings.data_dir / "aggregator.json").read_bytes())
    except FileNotFoundError:
        return Check(ok=True, detail="never ran here")
    troubles = [held["sentence"] for held in status["held"]] + list(status["troubles"].values())
    state = "everything is published" if status["complete"] else "records wait"
    return Check(ok=not troubles, detail="; ".join(troubles) or f"{state} as of {status['updated_at']}")


def check_service(bind: str, port: int) -> Check:
    """Whether a service says that it is ready, and if not, which of its own checks fail."""
    try:
        answer = httpx.get(f"http://{bind}:{port}/readyz", timeout=5, trust_env=False)
    except httpx.TransportError as error:
        return Check(ok=False, detail=f"port {port} does not answer: {error}")
    if answer.status_code == 200:
        return Check(ok=True, detail=f"ready on port {port}")
    failing = [f"{name}: {told['detail']}" for name, told in answer.json()["checks"].items() if not told["ok"]]
    return Check(ok=False, detail=f"not ready; {'; '.join(failing)}")
