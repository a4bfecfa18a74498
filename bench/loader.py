"""Events a second from the log into the clicks table, and the memory it takes: `python -m bench.loader`.

    python -m bench.loader [--clicks 1000000] [--days 1] [--group 50]

Clicks as the redirect writes them, committed to a real log in groups, are loaded by a process of its own until its
table is complete and synced. Goal: 100,000 events/s on two cores, less than 1 GB.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from time import perf_counter
from uuid import UUID

from rich.console import Console
from rich.table import Table

from plaudit.eventlog.backends import open_log
from plaudit.events import codec
from plaudit.events.click import Click, UtmValues
from plaudit.events.envelope import Event
from plaudit.ids import click_id_of, new_event_id
from plaudit.security.vault import Vault
from plaudit.settings import Settings, load_settings
from services.aggregator.loader.stream_loader import StreamLoader
from services.aggregator.tables.bronze import BronzeTable

MORNING = datetime(2026, 3, 1, tzinfo=UTC)
WAITING_GROUPS = 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clicks", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=1, help="how many days the clicks are spread over")
    parser.add_argument("--group", type=int, default=50, help="clicks in one commit of the log")
    parser.add_argument("--load", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.load:
        sys.stdout.write(json.dumps(load(settings_of(options.load))))
        return
    with tempfile.TemporaryDirectory(prefix="plaudit-bench-") as place:
        fill(settings_of(Path(place)), clicks(options.clicks, options.days), options.group)
        command = [sys.executable, "-m", "bench.loader", "--load", place]
        show(json.loads(subprocess.run(command, check=True, capture_output=True).stdout))


def settings_of(place: Path) -> Settings:
    return load_settings({}, data_dir=place)


def clicks(count: int, days: int) -> Iterator[Event]:
    chance = Random(1)
    pause = timedelta(days=days) / count
    for number in range(count):
        yield click(chance, MORNING + number * pause)


def click(chance: Random, at: datetime) -> Event:
    creator = chance.randrange(25)
    made = Click(
        click_id=click_id_of(UUID(int=chance.getrandbits(128))), clicked_at=at, slug=f"creator{creator}",
        link_id=f"link-{creator}", campaign_id="serum", creator_id=f"creator-{creator}", post_id=f"post-{creator}",
        request_class="human", class_reason="browser", classifier="1", visitor_key=f"{chance.getrandbits(128):032x}",
        device="mobile", os="iOS", browser="Instagram", in_app="instagram", referrer_host="l.instagram.com",
        utm=UtmValues(source="instagram", medium="influencer", campaign="serum", content=f"creator-{creator}"),
    )  # fmt: skip
    return codec.encode(made, event_id=new_event_id(), source="plaudit/redirect", time=at, key=made.click_id)


def fill(settings: Settings, events: Iterator[Event], group: int) -> None:
    writer = open_log(settings).open_writer("clicks", "redirect")
    waiting: list[Future[int]] = []
    while events_of_group := list(islice(events, group)):
        waiting.append(writer.submit(events_of_group))
        if len(waiting) == WAITING_GROUPS:
            settle(waiting)
    settle(waiting)
    writer.close()


def settle(waiting: list[Future[int]]) -> None:
    for answer in waiting:
        answer.result()
    waiting.clear()


def load(settings: Settings) -> dict[str, float]:
    loader = StreamLoader(open_log(settings), BronzeTable.open(settings.tables_location, "clicks"), Vault(b"k" * 32))
    began, slowest, commits, more = perf_counter(), 0.0, 0, True
    while more:
        step_began = perf_counter()
        more = loader.step().has_more
        slowest, commits = max(slowest, perf_counter() - step_began), commits + 1
    seconds = perf_counter() - began
    unit = 1 if sys.platform == "darwin" else 1024
    return {
        "events": loader.records,
        "seconds": seconds,
        "commits": commits,
        "slowest_commit": slowest,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6,
    }


def show(figures: dict[str, float]) -> None:
    table = Table("events", "seconds", "events/s", "commits", "slowest commit", "peak memory", title="Loader")
    cells: Sequence[str] = (
        f"{figures['events']:,.0f}",
        f"{figures['seconds']:.2f}",
        f"{figures['events'] / figures['seconds']:,.0f}",
        f"{figures['commits']:.0f}",
        f"{figures['slowest_commit']:.2f} s",
        f"{figures['peak_mb']:,.0f} MB",
    )
    table.add_row(*cells)
    Console().print(table)


if __name__ == "__main__":
    main()
