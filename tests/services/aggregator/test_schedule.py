"""Publications follow changes, give way to a backlog, and try again after a failure."""

from services.aggregator.schedule import Schedule
from services.aggregator.tables.bronze import Pin
from tests.support.records import NOON


class Bench:
    """A schedule over a clock of seconds that a test moves, and a publisher that takes two of them."""

    def __init__(self) -> None:
        self.now = 100.0
        self.error: Exception | None = None
        self.published: list[tuple[int, int]] = []
        self.schedule = Schedule(self.publish, lambda: NOON, lambda: self.now)

    def publish(self, clicks: Pin, events: Pin) -> None:
        self.now += 2
        if self.error is not None:
            raise self.error
        self.published.append((clicks.version, events.version))

    def offer(self, clicks: int, events: int, *, behind: bool = False) -> None:
        self.schedule.publish_due(Pin("clicks", clicks, ()), Pin("events", events, ()), behind=behind)


def test_the_first_versions_are_published_even_without_rows() -> None:
    bench = Bench()
    bench.offer(0, 0)
    assert bench.published == [(0, 0)]
    assert bench.schedule.last is not None
    assert (bench.schedule.last.at, bench.schedule.last.seconds) == (NOON, 2.0)


def test_the_same_versions_are_published_once() -> None:
    bench = Bench()
    bench.offer(1, 1)
    bench.offer(1, 1)
    bench.offer(1, 2)
    assert bench.published == [(1, 1), (1, 2)]
    assert bench.schedule.shows(1, 2)
    assert not bench.schedule.shows(1, 1)


def test_a_backlog_gets_twice_the_time_of_a_publication() -> None:
    bench = Bench()
    bench.offer(1, 1, behind=True)
    bench.now += 3.9
    bench.offer(2, 1, behind=True)
    assert bench.published == [(1, 1)]
    bench.now += 0.1
    bench.offer(3, 1, behind=True)
    assert bench.published == [(1, 1), (3, 1)]


def test_the_end_of_a_backlog_is_published_at_once() -> None:
    bench = Bench()
    bench.offer(1, 1, behind=True)
    bench.offer(2, 1, behind=False)
    assert bench.published == [(1, 1), (2, 1)]


def test_a_failure_is_named_and_tried_again_later_each_time() -> None:
    bench = Bench()
    bench.error = ValueError("no space left")
    bench.offer(1, 1)
    assert bench.schedule.trouble == "no space left"
    waits = []
    for _ in range(7):
        before = bench.now
        while bench.now == before or bench.now - before < 1000:
            at = bench.now
            bench.offer(1, 1)
            if bench.now > at:
                waits.append(at - before)
                break
            bench.now += 1
    assert waits == [2, 4, 8, 16, 32, 60, 60]


def test_a_success_ends_the_trouble() -> None:
    bench = Bench()
    bench.error = ValueError("no space left")
    bench.offer(1, 1)
    bench.error, bench.now = None, bench.now + 10
    bench.offer(1, 1)
    assert bench.schedule.trouble is None
    assert bench.schedule.shows(1, 1)
