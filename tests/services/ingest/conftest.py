"""Ingest with two stores, started and stopped for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.ingest import Ingest


@pytest.fixture
def ingest(tmp_path: Path) -> Iterator[Ingest]:
    running = Ingest(tmp_path)
    with running.client:
        yield running
