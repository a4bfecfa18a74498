"""One change of the registry: the row and its announcement in the outbox, in one transaction."""

from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, insert, select, update

from plaudit.events.registry import EntityState
from plaudit.ids import new_event_id
from plaudit.registry.errors import RefusedError
from plaudit.registry.tables import outbox


class Change:
    """A write transaction at one instant."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection = connection
        self.now = now
        self._seen: set[tuple[str, str]] = set()

    def announce(self, entity_id: str, state: EntityState) -> int:
        """Puts the whole state into the outbox and returns the number of this change."""
        row = {
            "event_id": new_event_id(),
            "entity": state.__struct_config__.tag,
            "entity_id": entity_id,
            "changed_at": self.now,
            "state": msgspec.json.encode(state).decode(),
        }
        key = self.connection.execute(insert(outbox), row).inserted_primary_key
        assert key is not None  # one row was inserted
        return int(key[0])

    def insert(self, table: Table, row: dict[str, object]) -> None:
        self.connection.execute(insert(table), row)

    def update(self, table: Table, where: ColumnElement[bool], values: dict[str, object]) -> None:
        self.connection.execute(update(table).where(where).values(values))

    def undo(self) -> None:
        """Rolls everything back; nothing more can be done in this transaction."""
        transaction = self.connection.get_transaction()
        if transaction is not None:
            transaction.rollback()

    def require(self, table: Table, key: str, entity_id: str) -> None:
        """Raises RefusedError when there is no such row; asks once a transaction, for nothing is ever deleted."""
        if (table.name, entity_id) in self._seen:
            return
        column = table.c[key]
        if self.connection.execute(select(column).where(column == entity_id)).first() is None:
            kind = key.removesuffix("_id")
            raise RefusedError(f"There is no {kind} {entity_id!r}; create it first.", field=key, reason="unknown")
        self._seen.add((table.name, entity_id))
