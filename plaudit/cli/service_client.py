"""HTTP client of the running services for commands: finds port and admin token by itself."""

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx2 as httpx

from plaudit.cli.output import say
from plaudit.errors import PermanentError, TransientError
from plaudit.settings import Settings, load_settings
from plaudit.supervision.initialisation import token_file
from plaudit.supervision.run_file import read_run_file
from plaudit.supervision.services import SERVICES

ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where a server on every address is reached
TIMEOUT_SECONDS = 120.0
MEDIA_TYPES = {".json": "application/json", ".ndjson": "application/x-ndjson", ".jsonl": "application/x-ndjson"}


class ServiceRefusedError(PermanentError):
    """The service answered and said no; `problem` is its problem document."""

    reason = "refused"

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(str(problem.get("detail", f"The service answered {status}.")))
        self.status = status
        self.problem = problem


class ServiceUnreachableError(TransientError):
    reason = "unreachable"


class ServiceClient:
    """Talks to one service as admin."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()

    def send(self, method: str, path: str, **content: Any) -> tuple[int, Any]:
        """Status and JSON document of an answer below 400.

        Raises ServiceRefusedError for any other, ServiceUnreachableError when there is none.
        """
        try:
            answer = self._client.request(method, path, **content)
        except httpx.TransportError as error:
            raise ServiceUnreachableError(
                f"Nothing answers at {self._client.base_url}: {error}. Start the services with `plaudit up`."
            ) from error
        if answer.is_success:
            return answer.status_code, answer.json() if answer.content else None
        raise ServiceRefusedError(answer.status_code, _problem(answer))

    def send_file(self, path: str, file: Path, *, partial: bool) -> Any:
        """Posts a CSV, JSON or NDJSON file, as its name says, to a route; bad rows are told on stderr."""
        media_type = MEDIA_TYPES.get(file.suffix.lower(), "text/csv")
        content, headers = _read(file), {"Content-Type": media_type}
        try:
            parameters = {"partial": "true"} if partial else {}
            _, document = self.send("POST", path, content=content, headers=headers, params=parameters)
        except ServiceRefusedError as error:
            tell_errors(error.problem)
            raise
        tell_errors(document)
        return document


def open_client(service: str, settings: Settings | None = None) -> ServiceClient:
    """A client of `api` or `ingest`: of the one that runs on the data directory, else of the one that is set."""
    settings = settings or load_settings()
    running = read_run_file(settings.data_dir) or {}
    bind = str(running.get("bind", settings.bind))
    port = running.get("ports", {}).get(service) or _port_setting(service, settings)
    token = _read_token(Path(running.get("token_file", token_file(settings.data_dir))))
    host = ANYWHERE.get(bind, bind)
    base_url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    headers = {"Authorization": f"Bearer {token}"}
    return ServiceClient(httpx.Client(base_url=base_url, headers=headers, timeout=TIMEOUT_SECONDS, trust_env=False))


def tell_errors(document: Mapping[str, Any]) -> None:
    """Says every error of a document, each with its line and field where it has them."""
    for error in document.get("errors") or ():
        line = f"line {error['line']}: " if "line" in error else ""
        field = f"{error['field']}: " if error.get("field") else ""
        say(f"{line}{field}{error['reason']}")


def _port_setting(service: str, settings: Settings) -> int | None:
    return next(each.port(settings) for each in SERVICES if each.name == service)


def _read_token(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except OSError as error:
        raise PermanentError(
            f"The admin token {path} can't be read: {error.strerror}. Make the data directory with `plaudit init`."
        ) from error


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise PermanentError(f"{file} can't be read: {error.strerror}.") from error


def _problem(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        problem = answer.json()
    except ValueError:
        problem = None
    return problem if isinstance(problem, dict) else {"detail": f"The service answered {answer.status_code}."}
