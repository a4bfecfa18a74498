"""Ingest with two stores, started and stopped for each test on its own copy of one registry."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.ingest import Ingest, Prepared, prepare


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(tmp_path_factory.mktemp("ingest"))


@pytest.fixture
def prepared(template: Prepared, tmp_path: Path) -> Prepared:
    shutil.copytree(template.data_dir, tmp_path / "data")
    return template._replace(data_dir=tmp_path / "data")


@pytest.fixture
def ingest(prepared: Prepared) -> Iterator[Ingest]:
    running = Ingest(prepared)
    with running.client:
        yield running
    running.registry.close()
