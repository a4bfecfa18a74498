"""What the worker counts: plain integers, because a metric object would cost as much as the decision."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from plaudit.events.click import RequestClass
from plaudit.telemetry.metrics import watch
from plaudit.telemetry.names import Counter, Gauge
from services.redirector.redirect.answer import Answer, Outcome


class Counts:
    """Written by the loop's thread alone; read by whoever scrapes."""

    def __init__(self) -> None:
        self.answers: defaultdict[Outcome, int] = defaultdict(int)
        self.classes: defaultdict[RequestClass, int] = defaultdict(int)
        self.recorded = 0
        self.unconfirmed = 0
        self.lost = 0

    def count(self, answer: Answer) -> None:
        self.answers[answer.outcome] += 1
        if answer.click is not None:
            self.classes[answer.click.request_class] += 1

    def publish(self, count_links: Callable[[], int]) -> None:
        """Shows everything in the process's metrics, under the names of `telemetry/names.py`."""
        watch(Counter.REDIRECT_ANSWERS, lambda: _labelled(list(self.answers.items())))
        watch(Counter.REDIRECT_CLICKS, lambda: _labelled(list(self.classes.items())))
        watch(Counter.REDIRECT_CLICKS_RECORDED, lambda: {(): self.recorded})
        watch(Counter.REDIRECT_CLICKS_UNCONFIRMED, lambda: {(): self.unconfirmed})
        watch(Counter.REDIRECT_CLICKS_LOST, lambda: {(): self.lost})
        watch(Gauge.REDIRECT_LINKS, lambda: {(): count_links()})


def _labelled(counts: Iterable[tuple[str, int]]) -> dict[tuple[str, ...], float]:
    return {(label,): value for label, value in counts}
