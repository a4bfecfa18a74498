import os
from pathlib import Path

from services.redirector.redirect.worker_metrics import WorkerMetrics, clear, merge

DEAD = 2**22 + 1
HISTOGRAM = """# HELP wait_seconds How long.
# TYPE wait_seconds histogram
wait_seconds_bucket{le="0.1"} 1.0
wait_seconds_bucket{le="+Inf"} 2.0
wait_seconds_count 2.0
wait_seconds_sum 0.5
"""


def exposition(clicks: float, waiting: float) -> str:
    return (
        "# HELP taps_total Clicks.\n# TYPE taps_total counter\n"
        f'taps_total{{class="human"}} {clicks}\n'
        f"# HELP waiting Now.\n# TYPE waiting gauge\nwaiting {waiting}\n{HISTOGRAM}"
    )


def test_counters_and_histograms_are_summed_and_gauges_stay_apart() -> None:
    merged = list(merge({os.getpid(): exposition(3, 1), DEAD: exposition(4, 9)}))
    assert 'taps_total{class="human"} 7.0' in merged
    assert f'waiting{{worker="{os.getpid()}"}} 1.0' in merged
    assert 'wait_seconds_bucket{le="+Inf"} 4.0' in merged
    assert not any(str(DEAD) in line for line in merged)


def test_every_family_is_described_once_and_before_its_values() -> None:
    merged = list(merge({os.getpid(): exposition(1, 1), DEAD: exposition(1, 1)}))
    assert [line for line in merged if line.startswith("# TYPE")] == [
        "# TYPE taps_total counter", "# TYPE waiting gauge", "# TYPE wait_seconds histogram",
    ]  # fmt: skip
    assert merged.index("# TYPE waiting gauge") + 1 == merged.index(f'waiting{{worker="{os.getpid()}"}} 1.0')


def test_a_scrape_of_one_worker_tells_of_all(tmp_path: Path) -> None:
    metrics = WorkerMetrics(tmp_path)
    metrics.share()
    (tmp_path / f"{DEAD}.prom").write_text(exposition(5, 5))
    assert 'taps_total{class="human"} 5.0' in metrics.render().decode()
    assert "python_info" in metrics.render().decode()
    clear(tmp_path)
    assert "taps_total" not in metrics.render().decode()


def test_a_gauge_with_labels_gets_the_workers_beside_them() -> None:
    text = '# HELP healthy Now.\n# TYPE healthy gauge\nhealthy{stream="clicks"} 1.0\n'
    assert f'healthy{{worker="{os.getpid()}",stream="clicks"}} 1.0' in list(merge({os.getpid(): text}))
