"""A process that appends to a disk log and says what was acknowledged, to be killed or starved from outside."""

import os
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

from plaudit.eventlog.protocol import LogUnavailableError
from plaudit.eventlog.sqlite.committer import Sizes
from tests.support.event_logs import a_disk_log, an_event

SMALL = Sizes(segment=96 << 10, group=16 << 10, wal=24 << 10)
"""Checkpoints and new segments every few commits, so that a kill at random meets them too."""


def append_for_ever(folder: Path, sizes: Sizes, threads: int, acks: Connection) -> None:
    """Appends from several threads until it is killed; writes a line `number id` to `acks` for every event acked."""
    writer = a_disk_log(folder, sizes=sizes).open_writer("events", "test")

    def append(thread: int) -> None:
        turn = 0
        while True:
            turn += 1
            events = [an_event(turn * 1000 + thread * 100 + part, size=turn % 7 * 100) for part in range(1 + turn % 3)]
            last = writer.append(events)
            for number, event in enumerate(events, last - len(events) + 1):
                os.write(acks.fileno(), f"{number} {event.id}\n".encode())

    appenders = [Thread(target=append, args=[thread]) for thread in range(threads)]
    for appender in appenders:
        appender.start()
    for appender in appenders:
        appender.join()


def say_each_answer(folder: Path, count: int, size: int, sizes: Sizes) -> None:
    """Appends one after the other; says each number or the reason of the refusal, and at last how the writer is."""
    writer = a_disk_log(folder, sizes=sizes).open_writer("events", "test")
    for n in range(1, count + 1):
        try:
            say(str(writer.append([an_event(n, size=size)])))
        except LogUnavailableError as refusal:
            say(refusal.reason)
    say("healthy" if writer.is_healthy() else "broken")
    writer.close()


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    say_each_answer(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), SMALL if "small" in sys.argv else Sizes())
