"""What waits for its commit: bounded, filled from any thread, emptied in groups by the writer's thread."""

from collections import deque
from concurrent.futures import Future
from threading import Condition, Lock

import msgspec

from plaudit.eventlog.protocol import LogUnavailableError


def again(failure: LogUnavailableError) -> LogUnavailableError:
    """The same failure for one more waiter: an exception that several raise keeps growing its traceback."""
    return type(failure)(str(failure), reason=failure.reason)


class Submission(msgspec.Struct, frozen=True, gc=False):
    """Events that become durable together: `count` lines of heads and of bodies, and the future of who waits."""

    heads: bytes
    bodies: bytes
    count: int
    answer: "Future[int]"


class SubmissionQueue:
    """Submissions in the order of their arrival.

    The bound counts bytes and lets in what arrives below it, so a single submission may pass it and none is too
    large for ever. A waiting thread sleeps on a condition: an idle queue costs nothing.
    """

    def __init__(self, *, bound: int, group_bytes: int) -> None:
        self._bound = bound
        self._group_bytes = group_bytes
        self._waiting: deque[Submission] = deque()
        self._bytes = 0
        self._asleep = False
        self._refusal: LogUnavailableError | None = None
        self._condition = Condition(Lock())

    def put(self, submission: Submission) -> LogUnavailableError | None:
        """Queues a submission, or says why it can't."""
        with self._condition:
            if self._refusal is not None:
                return again(self._refusal)
            if self._bytes >= self._bound:
                return LogUnavailableError(
                    f"{len(self._waiting)} appends wait for the event log already; try again.", reason="queue_full"
                )
            self._waiting.append(submission)
            self._bytes += len(submission.heads) + len(submission.bodies)
            if self._asleep:
                self._asleep = False
                self._condition.notify()
            return None

    def take(self) -> list[Submission]:
        """Waits for submissions and takes a group of them; an empty list says that the queue is closed and empty."""
        with self._condition:
            while not self._waiting and self._refusal is None:
                self._asleep = True
                self._condition.wait()
            return self._group()

    def close(self, refusal: LogUnavailableError) -> None:
        """Refuses whatever comes from now on; what waits can still be taken."""
        with self._condition:
            self._refusal = refusal
            self._condition.notify()

    def _group(self) -> list[Submission]:
        group, size = [], 0
        while self._waiting and size < self._group_bytes:
            submission = self._waiting.popleft()
            group.append(submission)
            size += len(submission.heads) + len(submission.bodies)
        self._bytes -= size
        return group
