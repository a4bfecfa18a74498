"""`plaudit rebuild`."""

from enum import StrEnum
from typing import Annotated

import typer

from plaudit.cli.output import AsJson, say, write_json, write_rows
from plaudit.clock import system_clock
from plaudit.eventlog.backends import open_log
from plaudit.eventlog.protocol import EventLog
from plaudit.events.envelope import STREAMS
from plaudit.security.keys import load_keys
from plaudit.security.vault import Vault
from plaudit.settings import Settings, load_settings
from plaudit.startup import check_writable
from services.aggregator.lease import hold_lease
from services.aggregator.publish import Publication, Publisher
from services.aggregator.publish.position import begin_epoch
from services.aggregator.rebuild.from_log import Rebuild, Rebuilt
from services.aggregator.tables.bronze import BronzeTable


class Ground(StrEnum):
    """What is taken as given."""

    BRONZE = "bronze"
    LOG = "log"


def rebuild(
    *,
    ground: Annotated[
        Ground,
        typer.Option("--from", help="`bronze`: compute every table again; `log`: read the log again before that."),
    ] = Ground.BRONZE,
    as_json: AsJson = False,
) -> None:
    """From the bronze it works beside a running aggregator; from the log the aggregator must be stopped."""
    settings = load_settings()
    check_writable(settings.data_dir)
    rebuilt = rebuild_from_log(settings, open_log(settings)) if ground == Ground.LOG else []
    publication = republish(settings)
    if as_json:
        write_json({"epoch": publication.position.epoch, "tables": [table._asdict() for table in rebuilt]})
    elif rebuilt:
        write_rows(Rebuilt._fields, [table._asdict() for table in rebuilt], as_json=False, title="Read again")
    say(f"Published as epoch {publication.position.epoch} in {publication.seconds:.1f} s: {settings.analytics_file}")


def rebuild_from_log(settings: Settings, log: EventLog) -> list[Rebuilt]:
    """Makes both bronze tables anew. Raises AlreadyRunningError while an aggregator works on them."""
    vault = Vault(load_keys(settings.data_dir).master)
    with hold_lease(settings.data_dir):
        tables = [BronzeTable.open(settings.tables_location, stream) for stream in STREAMS]
        return [Rebuild(log, table, vault).run() for table in tables]


def republish(settings: Settings) -> Publication:
    """Computes every published table again, in a new epoch."""
    begin_epoch(settings.data_dir)
    clicks, events = (BronzeTable.open(settings.tables_location, stream).pin() for stream in STREAMS)
    return Publisher(settings, system_clock).publish(clicks, events)
