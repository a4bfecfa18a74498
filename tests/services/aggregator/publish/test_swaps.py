"""Readers during swaps and publishers that are killed: the file is always one whole publication (promise 6)."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from plaudit.settings import load_settings
from services.aggregator.publish import Publisher
from services.aggregator.publish.position import read_position
from tests.support.publication import HOUR, MARCH, PUBLISHED_AT, DeclaredRates, small_campaign, store, tap

CONSISTENT = """
SELECT
    clicks_version,
    (SELECT COUNT(*) FROM clicks),
    (SELECT SUM(raw_clicks) FROM creator_performance WHERE attribution_model = 'last'),
    (SELECT SUM(raw_clicks) FROM creator_daily WHERE attribution_model = 'first'),
    (SELECT row_count FROM meta_tables WHERE table_name = 'creator_daily') = (SELECT COUNT(*) FROM creator_daily)
FROM meta_snapshot
"""


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """Two versions of the clicks: two clicks, then five."""
    bronze = small_campaign()
    store(bronze, tmp_path / "tables")
    bronze.add(*(tap(f"more{number}", MARCH + 5 * HOUR) for number in range(3)))
    store(bronze, tmp_path / "tables")
    return tmp_path


@contextmanager
def publishing(data_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that publishes without end; killed at the end of the block if it still lives."""
    root = Path(__file__).parents[4]
    command = [sys.executable, "-m", "tests.support.publishing", str(data_dir)]
    process = subprocess.Popen(
        command, cwd=root, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(root)}
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def look(file: Path) -> tuple[Any, ...]:
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(CONSISTENT).fetchall()[0]


def lines(process: subprocess.Popen[str], wanted: int) -> None:
    assert process.stdout is not None
    for _ in range(wanted):
        assert process.stdout.readline(), "the publisher ended"


def test_a_reader_during_swaps_sees_one_publication_at_a_time(data_dir: Path) -> None:
    file = data_dir / "analytics.duckdb"
    seen = set()
    with publishing(data_dir) as process:
        lines(process, 1)
        until = time.monotonic() + 4
        while time.monotonic() < until:
            seen.add(look(file))
        lines(process, 1)
    assert {row[0] for row in seen} == {1, 2}, "both versions were met"
    assert seen == {(1, 2, 2, 2, True), (2, 5, 5, 5, True)}


@pytest.mark.parametrize("rounds", [3, pytest.param(12, marks=[pytest.mark.slow, pytest.mark.timeout(600)])])
def test_a_publisher_killed_anywhere_leaves_a_whole_file_and_the_next_one_cleans_up(
    data_dir: Path, rounds: int
) -> None:
    file = data_dir / "analytics.duckdb"
    for number in range(rounds):
        with publishing(data_dir) as process:
            lines(process, 1)
            time.sleep((number * 0.137) % 0.7)
            process.send_signal(signal.SIGKILL)
        assert look(file) in {(1, 2, 2, 2, True), (2, 5, 5, 5, True)}
    settings = load_settings({}, data_dir=data_dir)
    pins = store(small_campaign(), data_dir / "tables")
    before = read_position(file)
    publication = Publisher(settings, lambda: PUBLISHED_AT, DeclaredRates()).publish(*pins)
    assert before is not None
    assert publication.position.epoch >= before.epoch
    assert look(file) == (2, 5, 5, 5, True)
    assert not list(data_dir.rglob(".pub-*"))


def test_a_second_publisher_waits_for_the_first(data_dir: Path) -> None:
    settings = load_settings({}, data_dir=data_dir)
    pins = store(small_campaign(), data_dir / "tables")
    with publishing(data_dir) as process:
        lines(process, 1)
        publisher = Publisher(settings, lambda: PUBLISHED_AT, DeclaredRates())
        assert publisher.publish(*pins).position.clicks == 2
        lines(process, 1)
    assert look(data_dir / "analytics.duckdb")[-1]
