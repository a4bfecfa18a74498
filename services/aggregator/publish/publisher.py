"""Publishes the tables: pin, build beside the old file, check, swap."""

import os
import time
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from plaudit.clock import Clock
from plaudit.errors import MisconfiguredError
from plaudit.settings import Settings
from services.aggregator.models.runner import Parameters
from services.aggregator.publish import guard
from services.aggregator.publish.contents import Source, fill
from services.aggregator.publish.parquet import draft_marts, swap_marts
from services.aggregator.publish.position import Position, Publication, read_epoch
from services.aggregator.publish.swap import DRAFT_PREFIX, remove_drafts, swap
from services.aggregator.rates import EcbRates, RateSource
from services.aggregator.tables.bronze import BronzeTable, Pin

MEMORY_LIMIT = "512MB"
STORAGE = "STORAGE_VERSION 'v1.5.0', RECOVERY_MODE 'no_wal_writes'"  # a draft is never recovered, it is made again
COMPUTED_MODELS = ("first", "last", "linear")


class Publisher:
    """Publishes one data directory, again and again; keeps the exchange rates it has read.

    Raises MisconfiguredError when pages shall show a model first that this version does not compute.
    """

    def __init__(self, settings: Settings, clock: Clock, rates: RateSource | None = None) -> None:
        if settings.model not in COMPUTED_MODELS:
            raise MisconfiguredError(
                f"PLAUDIT_MODEL is {settings.model}, which this version does not compute; "
                f"choose one of {', '.join(COMPUTED_MODELS)}."
            )
        self._settings = settings
        self._clock = clock
        self._rates = rates or EcbRates(settings.data_dir)

    def publish(self, clicks: Pin, events: Pin) -> Publication:
        """Builds `analytics.duckdb` of two pinned tables and swaps it in; blocks, alone under a lock.

        Raises StalePublicationError when something later is published, duckdb.Error or OSError when it could
        not be built; the published file then stays as it was.
        """
        began, directory = time.perf_counter(), self._settings.data_dir
        with guard.alone(directory):
            position = Position(read_epoch(directory), clicks.version, events.version)
            guard.refuse_going_back(self._settings.analytics_file, position)
            remove_drafts(directory)
            source = Source(clicks, events, position.epoch, Parameters.of(self._settings), self._clock())
            draft, marts = self._build(source)
            swap(draft, self._settings.analytics_file)
            swap_marts(marts)
        return Publication(position, source.published_at, time.perf_counter() - began)

    def _build(self, source: Source) -> tuple[Path, dict[Path, Path]]:
        directory = self._settings.data_dir
        draft = directory / f"{DRAFT_PREFIX}{os.getpid()}.tmp.duckdb"
        with duckdb.connect(config={"memory_limit": MEMORY_LIMIT, "preserve_insertion_order": False}) as connection:
            connection.execute(f"SET temp_directory = {_quoted(directory / (DRAFT_PREFIX + 'spill'))}")
            connection.execute(f"ATTACH {_quoted(draft)} AS analytics ({STORAGE})")
            connection.execute("USE analytics")
            fill(connection, source, self._rates)
            marts = draft_marts(connection, directory)
            _close(connection, draft)
        return draft, marts


def publish(settings: Settings, clock: Clock) -> Publication:
    """Publishes the present versions of the bronze tables once."""
    pins = [BronzeTable.open(settings.tables_location, stream).pin() for stream in ("clicks", "events")]
    return Publisher(settings, clock).publish(*pins)


def _close(connection: DuckDBPyConnection, draft: Path) -> None:
    connection.execute("CHECKPOINT analytics")
    connection.execute("USE memory")
    connection.execute("DETACH analytics")
    if draft.with_name(draft.name + ".wal").exists():
        raise OSError(f"DuckDB left a write-ahead log beside {draft}; the file was not published.")


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
