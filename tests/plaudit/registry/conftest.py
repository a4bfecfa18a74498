from collections.abc import Iterator
from pathlib import Path

import pytest

from plaudit.registry import Registry
from tests.support.clocks import Hand
from tests.support.registries import a_registry, fill


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def empty(tmp_path: Path, clock: Hand) -> Iterator[Registry]:
    with a_registry(tmp_path, clock) as registry:
        yield registry


@pytest.fixture
def registry(empty: Registry) -> Registry:
    """With a campaign, two creators and a store."""
    fill(empty)
    return empty
