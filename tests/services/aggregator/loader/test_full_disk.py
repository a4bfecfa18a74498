"""A disk that takes no more: nothing is half there, and loading goes on by itself when there is space again."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from plaudit.eventlog.memory import MemoryLog
from plaudit.security.vault import Vault
from services.aggregator.loader.stream_loader import StreamLoader
from services.aggregator.tables.bronze import BronzeTable, TableUnavailableError
from tests.support.records import click_event
from tests.support.tables import numbers_in, rows_of_pin


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """No file of this process can grow beyond so many bytes: every writer meets what a full disk answers."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("size", [0, 1000, 12_000])
def test_a_full_disk_leaves_the_table_as_it_was(tmp_path: Path, size: int) -> None:
    log = MemoryLog()
    writer = log.open_writer("clicks", "redirect")
    loader = StreamLoader(log, BronzeTable.open(str(tmp_path), "clicks"), Vault(b"k" * 32))
    writer.append([click_event(number) for number in range(3)])
    loader.step()
    writer.append([click_event(number) for number in range(3, 2000)])
    with files_of_at_most(size), pytest.raises(TableUnavailableError):
        loader.step()
    assert rows_of_pin(BronzeTable.open(str(tmp_path), "clicks").pin()).height == 3
    loader.step()
    assert numbers_in(loader.table, writer.origin) == list(range(1, 2001))
