"""The one writer of an origin: appends come from any thread, one thread of its own commits them in groups."""

import logging
from collections.abc import Sequence
from concurrent.futures import Future
from threading import Thread

from plaudit.eventlog.lines import encode
from plaudit.eventlog.protocol import LogUnavailableError
from plaudit.eventlog.sqlite.committer import Committer
from plaudit.eventlog.sqlite.failures import LogBrokenError, verdict
from plaudit.eventlog.sqlite.queue import Submission, SubmissionQueue, again
from plaudit.events.envelope import Event

_log = logging.getLogger(__name__)


class SqliteWriter:
    """Queues, commits what gathered while the last commit ran, answers."""

    def __init__(self, origin: str, committer: Committer, queue: SubmissionQueue) -> None:
        self.origin = origin
        self._committer = committer
        self._queue = queue
        self._broken: LogBrokenError | None = None
        self._thread = Thread(target=self._run, name=f"log-{origin}", daemon=True)
        self._thread.start()

    def submit(self, events: Sequence[Event]) -> "Future[int]":
        heads, bodies = encode(events)
        answer: Future[int] = Future()
        answer.set_running_or_notify_cancel()  # whoever stops waiting can't take back what is being committed
        refusal = self._queue.put(Submission(heads, bodies, len(events), answer))
        if refusal is not None:
            answer.set_exception(refusal)
        return answer

    def append(self, events: Sequence[Event]) -> int:
        return self.submit(events).result()

    def is_healthy(self) -> bool:
        return self._broken is None and self._thread.is_alive()

    def close(self) -> None:
        self._queue.close(LogUnavailableError("This process closes its event log; try again.", reason="log_closed"))
        self._thread.join()

    def _run(self) -> None:
        while group := self._queue.take():
            try:
                self._commit(group)
            except Exception as error:  # noqa: BLE001 - whatever it is, a whole group waits for an answer
                self._fail(group, self._judge(error))
            else:
                self._tidy()
        self._leave()

    def _commit(self, group: list[Submission]) -> None:
        """Commits a group and answers it; raises when it did not become durable and acknowledged."""
        if self._broken is not None:
            raise self._broken
        number = self._committer.head
        self._committer.commit(
            sum([submission.count for submission in group]),
            b"\n".join([submission.heads for submission in group]),
            b"\n".join([submission.bodies for submission in group]),
        )
        for submission in group:
            number += submission.count
            submission.answer.set_result(number)

    def _tidy(self) -> None:
        try:
            self._committer.tidy()
        except Exception as error:  # noqa: BLE001 - the group has its answer; the next one meets what is wrong
            _log.warning("The event log could not be tidied: %s", self._judge(error))

    def _leave(self) -> None:
        try:
            self._committer.leave() if self._broken is None else self._committer.abandon()
        except Exception:  # noqa: BLE001 - the process ends, and what is on disk is whole
            _log.exception("The event log could not be closed in order; the next reader recovers it")

    def _judge(self, error: Exception) -> LogUnavailableError:
        """The verdict on an error; one after which no success proves anything ends all appending."""
        failure = error if isinstance(error, LogUnavailableError) else verdict(error)
        if isinstance(failure, LogBrokenError) and self._broken is None:
            self._broken = failure
            self._queue.close(failure)
            _log.critical("%s", failure, exc_info=error)
        return failure

    def _fail(self, group: list[Submission], failure: LogUnavailableError) -> None:
        for submission in group:
            submission.answer.set_exception(again(failure))
