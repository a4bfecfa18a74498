"""Counting by the names of `names.py`, on the process's one Prometheus registry, made when first used."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import ClassVar

import prometheus_client as prometheus
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from plaudit.telemetry.names import Counter, Gauge, Metric

Reading = Mapping[tuple[str, ...], float]
"""Label values, in the order of the metric's labels, to the value they have now."""


def count(counter: Counter, amount: float = 1, **labels: str) -> None:
    """Adds to a counter. On a hot path count in a plain integer instead and `watch` it."""
    metric = counter.value
    _counter(metric).labels(**labels).inc(amount) if metric.labels else _counter(metric).inc(amount)


def watch(metric: Counter | Gauge, read: Callable[[], Reading]) -> None:
    """Lets every scrape ask `read` for the values, so that the watched thing pays nothing for being watched.

    A later watch of the same metric takes the place of the former.
    """
    _Watch.of(metric).read = read


class _Watch(Collector):
    """One metric whose values are asked for at the scrape."""

    _all: ClassVar[dict[str, "_Watch"]] = {}

    def __init__(self, metric: Counter | Gauge) -> None:
        self._metric = metric
        self.read: Callable[[], Reading] = dict
        prometheus.REGISTRY.register(self)

    @classmethod
    def of(cls, metric: Counter | Gauge) -> "_Watch":
        if metric.value.name not in cls._all:
            cls._all[metric.value.name] = cls(metric)
        return cls._all[metric.value.name]

    def collect(self) -> Iterable[CounterMetricFamily | GaugeMetricFamily]:
        metric = self._metric.value
        family = CounterMetricFamily if isinstance(self._metric, Counter) else GaugeMetricFamily
        shown = family(metric.name, metric.sentence, labels=metric.labels)
        for labels, value in self.read().items():
            shown.add_metric(labels, value)
        yield shown


@cache
def _counter(metric: Metric) -> prometheus.Counter:
    return prometheus.Counter(metric.name, metric.sentence, metric.labels)
