"""One performance of the demo: services started, campaign launched and played, tables compared with the truth."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from plaudit.demo.clock import SharedClock, clock_path
from plaudit.demo.comparison import Difference, differences, published_rows
from plaudit.demo.composition import DEMO_SERVICES
from plaudit.demo.connections import Connections
from plaudit.demo.expected import Row, expected_rows
from plaudit.demo.launch import Api, launch
from plaudit.demo.player import Player, Stage
from plaudit.demo.readiness import until_complete, until_known, until_ready
from plaudit.demo.schedule import Play
from plaudit.eventlog.backends import open_log
from plaudit.registry import open_registry
from plaudit.security.keys import load_keys
from plaudit.settings import Settings
from plaudit.supervision.initialisation import initialise
from plaudit.supervision.run_file import RunFile
from plaudit.supervision.services import SERVICES
from plaudit.supervision.supervisor import Supervisor

START_SECONDS = 60.0
COMPLETE_SECONDS = 120.0
TICK_SECONDS = 0.1
CONNECTIONS = 24


class Watcher(NamedTuple):
    """Whom to tell how far it is: a sentence for every phase, and requests as they are answered."""

    phase: Callable[[str], None]
    played: Callable[[int], None]


class Verdict(NamedTuple):
    """How many values were compared, and those that are not what was played."""

    compared: int
    differences: list[Difference]


class Demo(NamedTuple):
    """A prepared data directory and the services that will work on it."""

    settings: Settings
    clock: SharedClock
    supervisor: Supervisor
    token: str


def prepare(settings: Settings, play: Play) -> Demo:
    """Makes the data directory with salts for every day that will be played; `settings` have settled ports."""
    clock = SharedClock(clock_path(settings.data_dir), start=play.world.start)
    done = initialise(settings, clock)
    registry = open_registry(settings, load_keys(settings.data_dir), clock)
    registry.salts.keep(days_ahead=play.world.days + 3)
    registry.close()
    demo_logs = logs(settings)
    demo_logs.mkdir()
    supervisor = Supervisor(DEMO_SERVICES, settings, RunFile(settings, done.token_file), logs=demo_logs)
    return Demo(settings, clock, supervisor, done.token_file.read_text("utf-8").strip())


def logs(settings: Settings) -> Path:
    """Where each service's own words go, so that they don't run through the demo's."""
    return settings.data_dir / "logs"


@asynccontextmanager
async def running(demo: Demo) -> AsyncIterator[None]:
    """The services run, and are looked after, while the block does; one that can't start ends the block."""
    demo.supervisor.start()
    block = asyncio.current_task()
    keeper = asyncio.create_task(_keep(demo.supervisor))
    keeper.add_done_callback(lambda done: block.cancel() if block and not done.cancelled() else None)
    try:
        yield
    except asyncio.CancelledError:
        if keeper.done():
            await keeper
        raise
    finally:
        keeper.cancel()
        demo.supervisor.stop()


async def perform(demo: Demo, play: Play, watcher: Watcher) -> int:
    """Launches and plays the campaign until the tables are complete; returns how often a send was tried again."""
    settings = demo.settings
    services = connect(settings)
    watcher.phase("Starting the services")
    await until_ready(services, START_SECONDS, logs(settings))
    watcher.phase("Creating campaign, creators, links and codes through the API")
    secret = secrets.token_hex(32)
    await launch(play.world, secret, Api(services["api"], demo.token))
    await until_known(services["redirect"], play.world.links[-1].slug, START_SECONDS)
    watcher.phase(f"Playing {play.world.days} days")
    player = Player(Stage(services["redirect"], services["ingest"], demo.token, secret), demo.clock)
    await player.perform(play, watcher.played)
    watcher.phase("Waiting until the tables are complete")
    registry = open_registry(settings, load_keys(settings.data_dir), demo.clock)
    await until_complete(settings.data_dir, open_log(settings), registry.outbox.waiting, COMPLETE_SECONDS)
    registry.close()
    for connections in services.values():
        await connections.close()
    return player.retries


def check(demo: Demo, play: Play) -> Verdict:
    """Compares every number of the published `creator_performance` with what was played."""
    expected = list(expected_rows(play.world, play.story))
    found = published_rows(demo.settings.analytics_file)
    return Verdict(len(expected) * len(Row._fields), list(differences(expected, found)))


async def keep_serving(demo: Demo) -> None:
    """Goes on until cancelled, the demo's clock now running as every clock does."""
    while True:
        await asyncio.sleep(TICK_SECONDS)
        demo.clock.set(demo.clock() + timedelta(seconds=TICK_SECONDS))


def connect(settings: Settings) -> dict[str, Connections]:
    """A pool for every service that listens; links are asked for under the name that short URLs have."""
    host = settings.short_url_base.partition("://")[2]
    return {
        service.name: Connections(settings.bind, port, host, CONNECTIONS)
        for service in SERVICES
        if (port := service.port(settings)) is not None
    }


async def _keep(supervisor: Supervisor) -> None:
    while True:
        supervisor.tick()
        await asyncio.sleep(TICK_SECONDS)
