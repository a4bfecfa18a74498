"""Every metric there is, each with the sentence that documents it; a misspelt one is a type error."""

from enum import Enum

import msgspec


class Metric(msgspec.Struct, frozen=True):
    """Name as Prometheus shows it (unit in the name), one sentence, label names."""

    name: str
    sentence: str
    labels: tuple[str, ...] = ()


class Counter(Enum):
    """What only grows while the process lives."""

    REGISTRY_SHIPPED = Metric(
        "plaudit_registry_shipped_changes_total", "Changes of the registry that the relay put into the log."
    )
    REGISTRY_RELAY_FAILURES = Metric(
        "plaudit_registry_relay_failures_total", "Attempts of the relay that failed and are made again."
    )
    REDIRECT_ANSWERS = Metric(
        "plaudit_redirect_answers_total", "Requests on the public port, by what became of them.", ("outcome",)
    )
    REDIRECT_CLICKS = Metric("plaudit_redirect_clicks_total", "Clicks, by the class of their request.", ("class",))
    REDIRECT_CLICKS_RECORDED = Metric(
        "plaudit_redirect_clicks_recorded_total", "Clicks whose commit was seen, in time for the answer or later."
    )
    REDIRECT_CLICKS_UNCONFIRMED = Metric(
        "plaudit_redirect_clicks_unconfirmed_total",
        "Clicks answered before their commit was seen; each is recorded or lost a little later.",
    )
    REDIRECT_CLICKS_LOST = Metric(
        "plaudit_redirect_clicks_lost_total", "Clicks answered although the log refused or lost them."
    )
    INGEST_DELIVERIES = Metric(
        "plaudit_ingest_deliveries_total", "Authentic deliveries that were made durable.", ("platform",)
    )
    INGEST_DEAD_LETTERS = Metric(
        "plaudit_ingest_dead_letters_total", "Of these the ones that became dead letters, by reason.", ("reason",)
    )
    INGEST_REFUSALS = Metric(
        "plaudit_ingest_refusals_total", "Requests that were answered with an error, by reason.", ("reason",)
    )
    INGEST_IMPORTED = Metric(
        "plaudit_ingest_imported_rows_total", "Imported rows that were made durable.", ("resource",)
    )


class Gauge(Enum):
    """What is read at the moment of the scrape."""

    REDIRECT_LINKS = Metric("plaudit_redirect_links", "Links that the redirect knows.")
    REGISTRY_WAITING = Metric("plaudit_registry_waiting_changes", "Changes of the registry that wait for the log.")
