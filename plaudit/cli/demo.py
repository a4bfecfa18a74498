"""`plaudit demo`: a made-up campaign through the real services, checked against what was played."""

import asyncio
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from plaudit.cli.leaderboard import show
from plaudit.cli.output import AsJson, console, say, write_json
from plaudit.cli.report import read_report
from plaudit.demo.clock import clock_path
from plaudit.demo.performance import Demo, Verdict, Watcher, check, keep_serving, logs, perform, prepare, running
from plaudit.demo.schedule import Play, write_play
from plaudit.demo.world import CURRENCY, TIMEZONE, build_world
from plaudit.errors import MisconfiguredError
from plaudit.settings import Settings, load_settings
from plaudit.supervision.ports import settle_ports
from plaudit.supervision.running import STOPPING, sole_supervisor
from plaudit.telemetry.logs import set_up_logging

INTERRUPTED = 130
MOST_SHOWN = 20


def demo(
    *,
    creators: Annotated[int, typer.Option(min=2, max=25, help="How many creators.")] = 25,
    days: Annotated[int, typer.Option(min=7, max=92, help="How many days.")] = 61,
    seed: Annotated[int, typer.Option(help="Another seed plays another campaign.")] = 7,
    data_dir: Annotated[Path, typer.Option(help="Made anew every time.")] = Path("demo-data"),
    exit_: Annotated[bool, typer.Option("--exit", help="End after the self-check instead of serving on.")] = False,
    as_json: AsJson = False,
) -> None:
    """A skincare brand launches a serum with 25 creators; two months are played in about a minute.

    Every value of the published `creator_performance` is compared with what was played: a difference is
    printed, and the exit code is 1.
    """
    directory = data_dir.absolute()
    _make_fresh(directory)
    with sole_supervisor(directory):
        settings = _settings(directory)
        play = write_play(build_world(creators, days, seed), seed)
        prepared = prepare(settings, play)
        with (logs(settings) / "demo.log").open("w", encoding="utf-8") as log:
            set_up_logging("demo", to=log)
            verdict = asyncio.run(_run(prepared, play, serve_on=not exit_, as_json=as_json))
    raise typer.Exit(INTERRUPTED if verdict is None else 1 if verdict.differences else 0)


async def _run(demo: Demo, play: Play, *, serve_on: bool, as_json: bool) -> Verdict | None:
    """Plays, checks, shows, and serves until a signal; None when the signal came before the verdict."""
    verdict, began = None, time.monotonic()
    with _signals_cancel():
        try:
            async with running(demo):
                with _progress(play.requests) as watcher:
                    retries = await perform(demo, play, watcher)
                verdict = await asyncio.to_thread(check, demo, play)
                _tell(demo.settings, verdict, as_json=as_json)
                say(f"Played {play.requests:,} requests in {time.monotonic() - began:.0f} s ({retries} tried again).")
                if serve_on:
                    say("Serving until Ctrl-C.")
                    await keep_serving(demo)
        except asyncio.CancelledError:
            say("Stopped.")
    return verdict


def _make_fresh(directory: Path) -> None:
    """Empties what an earlier demo left; what no demo made is not touched."""
    directory.mkdir(parents=True, exist_ok=True)
    if not any(directory.iterdir()):
        return
    if not clock_path(directory).exists():
        raise MisconfiguredError(f"{directory} is not empty and no demo made it; give --data-dir another place.")
    with sole_supervisor(directory):
        for path in directory.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _settings(directory: Path) -> Settings:
    """The demo's own proxy is believed, so that followers have addresses; ports that are taken are replaced."""
    wanted = load_settings(
        data_dir=directory,
        currency=CURRENCY,
        timezone=TIMEZONE,
        trusted_proxies=["127.0.0.1"],
        publish_interval_ms=2000,
    )
    settled, replaced = settle_ports(wanted, replace_taken=True)
    for port in replaced:
        say(f"Port {port.wanted} is taken; the {port.service} uses {port.used}.")
    return settled


@contextmanager
def _signals_cancel() -> Iterator[None]:
    """The first Ctrl-C or SIGTERM ends the task in order, the next one at once."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()

    def cancel() -> None:
        for number in STOPPING:
            loop.remove_signal_handler(number)
        if task is not None:
            task.cancel()

    for number in STOPPING:
        loop.add_signal_handler(number, cancel)
    yield


@contextmanager
def _progress(requests: int) -> Iterator[Watcher]:
    """A bar on a terminal, a line a phase elsewhere; both on stderr."""
    screen = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=screen, disable=not screen.is_terminal) as progress:
        bar = progress.add_task("", total=requests)

        def phase(sentence: str) -> None:
            progress.update(bar, description=sentence)
            if progress.disable:
                say(f"{sentence}.")

        yield Watcher(phase, lambda count: progress.advance(bar, count))


def _tell(settings: Settings, verdict: Verdict, *, as_json: bool) -> None:
    """Figures to stdout; places and differences to stderr, where the talk goes."""
    rules, creators, goals = read_report(settings)
    dashboard = f"http://{settings.bind}:{settings.dashboard_port}/"
    told = [str(difference) for difference in verdict.differences]
    if as_json:
        places = {"tables": settings.analytics_file, "dashboard": dashboard}
        write_json({**rules, "creators": creators, "goals": goals, **places, "differences": told})
    else:
        show(rules, creators, goals, console())
    say(f"Tables:     {settings.analytics_file}")
    say(f"Dashboard:  {dashboard}")
    for difference in told[:MOST_SHOWN]:
        say(f"Not as played: {difference}")
    right = verdict.compared - len(told)
    say(f"Self-check: {right:,} of {verdict.compared:,} values of creator_performance are what was played.")
