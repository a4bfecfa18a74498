"""Every metric there is, each with the sentence that documents it; a misspelt one is a type error."""

from enum import Enum

import msgspec

MILLISECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Metric(msgspec.Struct, frozen=True):
    """Name as Prometheus shows it (unit in the name), one sentence, label names, bucket borders of a histogram."""

    name: str
    sentence: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = MILLISECONDS


class Counter(Enum):
    """What only grows while the process lives."""

    LOG_EVENTS = Metric("plaudit_log_events_total", "Events that the log made durable.", ("stream",))
    LOG_COMMITS = Metric(
        "plaudit_log_commits_total", "Commits that the log made, each of a group of events.", ("stream",)
    )
    LOG_REFUSALS = Metric(
        "plaudit_log_refused_events_total", "Events that the log could not make durable.", ("stream",)
    )
    REGISTRY_SHIPPED = Metric(
        "plaudit_registry_shipped_changes_total", "Changes of the registry that the relay put into the log."
    )
    REGISTRY_RELAY_FAILURES = Metric(
        "plaudit_registry_relay_failures_total", "Attempts of the relay that failed and are made again."
    )


class Gauge(Enum):
    """What is read at the moment of the scrape."""

    LOG_WAITING = Metric("plaudit_log_waiting_events", "Events that wait for their commit.", ("stream",))
    LOG_HEALTHY = Metric(
        "plaudit_log_healthy", "1 while the log takes events, 0 once the process must restart.", ("stream",)
    )


class Histogram(Enum):
    """What is spread: how long, how many."""

    LOG_APPEND = Metric(
        "plaudit_log_append_seconds", "From handing events to the log until they are durable.", ("stream",)
    )
