"""The outbox: changes in their order, and through which number they were shipped."""

from typing import NamedTuple

import msgspec
from sqlalchemy import Row, func, insert, select, update

from plaudit.events import codec
from plaudit.events.envelope import Event
from plaudit.events.registry import EntityState, RegistryChange
from plaudit.registry.database import Database
from plaudit.registry.tables import outbox, shipped

SOURCE = "plaudit/registry"
STREAM = "events"

_states = msgspec.json.Decoder(EntityState)


class Unshipped(NamedTuple):
    """Changes that wait, as events in their order; `last` is the number of the last of them."""

    events: list[Event]
    last: int


class Outbox:
    """Rows stay where they are as the journal of all changes; only the mark moves."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unshipped(self, limit: int) -> Unshipped:
        """The oldest changes after the mark, at most `limit`."""
        with self._database.reading() as connection:
            through = connection.execute(select(shipped.c.through).where(shipped.c.stream == STREAM)).scalar() or 0
            query = select(outbox).where(outbox.c.change > through).order_by(outbox.c.change).limit(limit)
            rows = connection.execute(query).all()
        return Unshipped([_event(row) for row in rows], rows[-1].change if rows else through)

    def waiting(self) -> int:
        """How many changes are not shipped."""
        through = select(func.coalesce(func.max(shipped.c.through), 0)).where(shipped.c.stream == STREAM)
        query = select(func.count()).where(outbox.c.change > through.scalar_subquery())
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one()

    def mark_shipped(self, through: int) -> None:
        """Says that all changes up to that number are in the log; never moves back."""
        here = (shipped.c.stream == STREAM) & (shipped.c.through < through)
        with self._database.writing() as connection:
            if connection.execute(select(shipped.c.through).where(shipped.c.stream == STREAM)).first() is None:
                connection.execute(insert(shipped), {"stream": STREAM, "through": through})
            connection.execute(update(shipped).where(here).values(through=through))


def _event(row: Row[tuple[int, str, str, str, object, str]]) -> Event:
    change = RegistryChange(
        entity_id=row.entity_id, change=row.change, changed_at=row.changed_at, state=_states.decode(row.state)
    )
    return codec.encode(
        change, event_id=row.event_id, source=SOURCE, time=row.changed_at, key=f"{row.entity}/{row.entity_id}"
    )
