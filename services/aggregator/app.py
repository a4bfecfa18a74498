"""The composition root of the aggregator."""

import time
from collections.abc import Callable
from functools import partial

from plaudit.clock import Clock, system_clock
from plaudit.eventlog.backends import open_log
from plaudit.eventlog.protocol import EventLog
from plaudit.events.envelope import Stream
from plaudit.security.keys import Keys, load_keys
from plaudit.security.vault import Vault
from plaudit.settings import Settings, load_settings
from services.aggregator.chores import Chore
from services.aggregator.cycle import Aggregator, Lane
from services.aggregator.loader.stream_loader import StreamLoader
from services.aggregator.publish import Publisher
from services.aggregator.schedule import Publish, Schedule
from services.aggregator.tables.bronze import BronzeTable
from services.aggregator.tables.upkeep import compact, vacuum

RELEASE_SECONDS = 60.0
COMPACTION_SECONDS = 60.0
VACUUM_SECONDS = 24 * 3600.0


def create_app(
    settings: Settings | None = None,
    *,
    clock: Clock = system_clock,
    log: EventLog | None = None,
    keys: Keys | None = None,
    publish: Publish | None = None,
    ticks: Callable[[], float] = time.monotonic,
) -> Aggregator:
    """Builds the aggregator of a data directory, whose lease the caller holds. Creates missing tables.

    `clock` stamps what is published; `ticks` counts seconds for pauses and chores.
    """
    settings = settings or load_settings()
    event_log = log or open_log(settings)
    vault = Vault((keys or load_keys(settings.data_dir)).master)

    def lane(stream: Stream) -> Lane:
        loader = StreamLoader(event_log, BronzeTable.open(settings.tables_location, stream), vault)
        return Lane(loader, _chores(loader, ticks()))

    return Aggregator(
        lane("clicks"),
        lane("events"),
        Schedule(publish or Publisher(settings, clock).publish, clock, ticks),
        data_dir=settings.data_dir,
        interval=settings.publish_interval_ms / 1000,
        clock=clock,
        ticks=ticks,
    )


def _chores(loader: StreamLoader, now: float) -> list[Chore]:
    return [
        Chore(RELEASE_SECONDS, loader.release_all, now),
        Chore(COMPACTION_SECONDS, partial(compact, loader.table), now),
        Chore(VACUUM_SECONDS, partial(vacuum, loader.table), now),
    ]
