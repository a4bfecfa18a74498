"""A redirect worker on a registry and a log in memory, asked like a server would ask it."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from plaudit.eventlog.memory import MemoryLog
from plaudit.eventlog.protocol import EventLog, records
from plaudit.events import codec
from plaudit.events.click import Click
from plaudit.registry.views import LinkView
from plaudit.settings import Settings
from services.redirector.redirect.app import build_worker
from services.redirector.redirect.asgi import AsgiApp
from tests.support.clocks import Hand

NOON = datetime(2026, 11, 24, 12, 0, 0, 123_456, tzinfo=UTC)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.3 Mobile/15E148 Safari/604.1"
)
FOLLOWER = {"host": "localhost:8080", "user-agent": IPHONE, "accept-language": "de-DE,de;q=0.9"}
Lines = Mapping[str, str] | Sequence[tuple[str, str]]


def make_link(slug: str = "abc", **changes: Any) -> LinkView:
    facts: dict[str, Any] = {
        "change": 1,
        "link_id": f"lnk_{slug}",
        "campaign_id": "glow",
        "creator_id": "anna",
        "platform": "instagram",
        "destination": "https://shop.example/serum",
    }
    return LinkView(slug=slug, **facts | changes)


class FakeRegistry:
    """Links and salts in memory; it is its own collections. `is_dead` makes everything fail."""

    def __init__(self, clock: Hand, *links: LinkView) -> None:
        self.clock = clock
        self.views = list(links)
        self.is_dead = False
        self.kept: dict[date, bytes] = {}

    @property
    def links(self) -> "FakeRegistry":
        return self

    @property
    def salts(self) -> "FakeRegistry":
        return self

    def changes_after(self, change: int) -> list[LinkView]:
        if self.is_dead:
            raise OSError("the registry is gone")
        return [view for view in self.views if view.change > change]

    def known(self) -> dict[date, bytes]:
        return self.kept

    def keep(self) -> None:
        for ahead in (-1, 0, 1, 2):
            day = self.clock().date() + timedelta(days=ahead)
            self.kept.setdefault(day, day.isoformat().encode())


class Reply(NamedTuple):
    status: int
    lines: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.lines if key == name), None)

    @property
    def location(self) -> str:
        return self.header("location") or ""


class RunningRedirect:
    def __init__(self, app: AsgiApp, runner: asyncio.Runner, log: EventLog) -> None:
        self._app = app
        self._runner = runner
        self._log = log

    def get(self, target: str, headers: Lines = FOLLOWER, **more: str) -> Reply:
        return self.ask("GET", target, headers, **more)

    def ask(self, method: str, target: str, headers: Lines = FOLLOWER, peer: str = "192.0.2.7") -> Reply:
        return self._runner.run(self._ask(method, target, headers, peer))

    def storm(self, target: str, count: int) -> list[Reply]:
        """As many requests at once."""

        async def all_at_once() -> list[Reply]:
            return await asyncio.gather(*[self._ask("GET", target, FOLLOWER, "192.0.2.7") for _ in range(count)])

        return self._runner.run(all_at_once())

    def clicks(self) -> list[Click]:
        """Every click that is in the log, in its order."""
        found: list[Click] = []
        for state in self._log.origins("clicks"):
            for batch in self._log.read("clicks", state.origin, 0, 1_000_000):
                found += [_click(record.event.type, record.event.data) for record in records(batch)]
        return found

    async def _ask(self, method: str, target: str, headers: Lines, peer: str) -> Reply:
        lines = headers.items() if isinstance(headers, Mapping) else headers
        raw_path, _, query = target.partition("?")
        scope = {
            "type": "http",
            "method": method,
            "path": unquote(raw_path),
            "query_string": query.encode(),
            "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in lines],
            "client": (peer, 50_000),
        }
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request"}

        async def send(message: Any) -> None:
            sent.append(message)

        await self._app(scope, receive, send)
        start, body = sent
        return Reply(
            start["status"], [(name.decode(), value.decode()) for name, value in start["headers"]], body["body"]
        )


@contextmanager
def running_redirect(
    *links: LinkView,
    clock: Hand | None = None,
    log: EventLog | None = None,
    registry: FakeRegistry | None = None,
    **settings: Any,
) -> Iterator[RunningRedirect]:
    """Started and stopped like a server does it, on a loop of its own."""
    clock = clock or Hand(NOON)
    registry = registry or FakeRegistry(clock, *links)
    log = MemoryLog() if log is None else log
    worker = build_worker(Settings(**{"data_dir": Path("unused")} | settings), lambda: registry, log, clock)
    with asyncio.Runner() as runner:
        worker.start(runner.get_loop())
        try:
            yield RunningRedirect(AsgiApp(worker), runner, log)
        finally:
            worker.stop()


def _click(event_type: str, data: bytes) -> Click:
    click = codec.decode(event_type, data)
    assert isinstance(click, Click)
    return click
