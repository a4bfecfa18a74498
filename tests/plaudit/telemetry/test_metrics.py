"""Metrics are counted by name on the process's registry and shown as Prometheus reads them."""

import re
from enum import Enum
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

import plaudit
import services
from plaudit.telemetry import metrics
from plaudit.telemetry.names import Counter, Gauge, Metric

ALL: list[Enum] = [*Counter, *Gauge]


def value(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


@pytest.mark.parametrize("metric", ALL, ids=lambda metric: metric.name)
def test_every_metric_is_named_in_our_space_and_says_what_it_is(metric: Enum) -> None:
    described: Metric = metric.value
    assert re.fullmatch(r"plaudit(_[a-z]+)+", described.name)
    assert described.name.endswith("_total") == isinstance(metric, Counter)
    assert re.fullmatch(r"[A-Z0-9].*\.", described.sentence)


def test_no_name_is_given_twice() -> None:
    names = [metric.value.name for metric in ALL]
    assert len(set(names)) == len(names)
    assert all(len(kind) == len(kind.__members__) for kind in (Counter, Gauge))


def test_counting_adds_up_by_label() -> None:
    before = value("plaudit_ingest_refusals_total", reason="test_bad") or 0
    metrics.count(Counter.INGEST_REFUSALS, reason="test_bad")
    metrics.count(Counter.INGEST_REFUSALS, 2, reason="test_bad")
    metrics.count(Counter.INGEST_REFUSALS, reason="test_worse")
    assert value("plaudit_ingest_refusals_total", reason="test_bad") == before + 3


def test_a_counter_without_labels_is_counted_too() -> None:
    before = value("plaudit_registry_relay_failures_total") or 0
    metrics.count(Counter.REGISTRY_RELAY_FAILURES)
    assert value("plaudit_registry_relay_failures_total") == before + 1


def test_a_label_that_the_metric_has_not_is_an_error() -> None:
    with pytest.raises(ValueError):
        metrics.count(Counter.INGEST_REFUSALS, colour="red")


def test_what_is_watched_is_read_at_every_scrape_and_the_latest_watch_holds() -> None:
    seen: dict[tuple[str, ...], float] = {("human",): 1.0}
    metrics.watch(Counter.REDIRECT_CLICKS, lambda: {("human",): 99.0})
    metrics.watch(Counter.REDIRECT_CLICKS, lambda: seen)
    assert value("plaudit_redirect_clicks_total", **{"class": "human"}) == 1
    seen["human",] = 5.0
    assert value("plaudit_redirect_clicks_total", **{"class": "human"}) == 5
    metrics.watch(Counter.REDIRECT_CLICKS, dict)
    assert value("plaudit_redirect_clicks_total", **{"class": "human"}) is None


def test_every_metric_is_counted_or_watched_somewhere() -> None:
    packages = [Path(package.__file__ or "").parent for package in (plaudit, services)]
    sources = "\n".join(path.read_text("utf-8") for package in packages for path in package.rglob("*.py"))
    unused = [str(metric) for metric in ALL if not re.search(rf"\b{metric}\b", sources)]
    assert unused == []
