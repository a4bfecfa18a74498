"""Recording clicks: all that arrive in one turn of the loop are appended together, then answered together."""

from asyncio import AbstractEventLoop, Future
from collections.abc import Callable
from concurrent.futures import Future as Commit
from contextlib import suppress

from plaudit.eventlog.protocol import LogWriter
from plaudit.events import codec
from plaudit.events.click import Click
from plaudit.events.envelope import Event
from plaudit.ids import new_event_id
from services.redirector.redirect.counts import Counts

SOURCE = "plaudit/redirect"
PATIENCE_SECONDS = 0.040
"""How long an answer waits for its commit; with what the loop adds it stays under 50 ms."""


class ClickRecorder:
    """Appends clicks for the loop that it is made for; nothing it does raises or waits longer than its patience.

    The writer is asked for at every append, so that it can be replaced while requests go on.
    """

    def __init__(
        self,
        loop: AbstractEventLoop,
        writer: Callable[[], LogWriter | None],
        counts: Counts,
        *,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._loop = loop
        self._writer = writer
        self._counts = counts
        self._patience = patience
        self._events: list[Event] = []
        self._answers: list[Future[None]] = []

    def record(self, click: Click) -> "Future[None]":
        """Done as soon as the click is durable, is known to be lost, or patience is over; counted as which."""
        if not self._events:
            self._loop.call_soon(self._append)
        self._events.append(
            codec.encode(click, event_id=new_event_id(), source=SOURCE, time=click.clicked_at, key=click.click_id)
        )
        answer = self._loop.create_future()
        self._answers.append(answer)
        return answer

    def _append(self) -> None:
        events, group = self._events, _Group(self._loop, self._answers, self._counts)
        self._events, self._answers = [], []
        writer = self._writer()
        try:
            commit = None if writer is None else writer.submit(events)
        except Exception:  # noqa: BLE001 - whatever the log does, the follower gets to the shop
            commit = None
        if commit is None:
            group.settle(is_durable=False)
        else:
            group.wait(commit, self._patience)


class _Group:
    """The clicks of one append: one commit to wait for, one timer, the answers that are held back."""

    def __init__(self, loop: AbstractEventLoop, answers: "list[Future[None]]", counts: Counts) -> None:
        self._loop = loop
        self._answers = answers
        self._counts = counts

    def wait(self, commit: "Commit[int]", patience: float) -> None:
        self._timer = self._loop.call_later(patience, self._give_up)
        commit.add_done_callback(self._hear)

    def settle(self, *, is_durable: bool) -> None:
        if is_durable:
            self._counts.recorded += len(self._answers)
        else:
            self._counts.lost += len(self._answers)
        self._let_go()

    def _hear(self, commit: "Commit[int]") -> None:
        """Runs on the writer's thread: one wake-up of the loop for the whole group."""
        is_durable = not commit.cancelled() and commit.exception() is None
        with suppress(RuntimeError):  # the loop is closed, nobody waits any more
            self._loop.call_soon_threadsafe(self._finish, is_durable)

    def _finish(self, is_durable: bool) -> None:
        self._timer.cancel()
        self.settle(is_durable=is_durable)

    def _give_up(self) -> None:
        self._counts.unconfirmed += len(self._answers)
        self._let_go()

    def _let_go(self) -> None:
        for answer in self._answers:
            if not answer.done():
                answer.set_result(None)
