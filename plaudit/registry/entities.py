"""What all kinds of entities have in common: found, listed, created once, changed, announced."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import ClassVar, Generic, Literal, NamedTuple, TypeVar

import msgspec
from sqlalchemy import Connection, RowMapping, Table, select

from plaudit.clock import Clock
from plaudit.events.registry import EntityState
from plaudit.registry.changes import Change
from plaudit.registry.database import Database
from plaudit.registry.errors import RefusedError, TakenError, UnknownError

S = TypeVar("S", bound=msgspec.Struct)

Commit = Literal["always", "if_all", "never"]
"""When a bulk creation is kept: with its refused rows left out, only if none was refused, or not at all."""


class Created(NamedTuple, Generic[S]):
    """An entity that stands now; `new` is false when the same one stood already."""

    state: S
    new: bool


class Seam(NamedTuple):
    """What every collection works with; `changed` is called after each commit."""

    database: Database
    clock: Clock
    changed: Callable[[], None]


class Entities(Generic[S]):
    """The entities of one kind. All methods block on the database and may raise RegistryUnavailableError."""

    table: ClassVar[Table]
    key: ClassVar[str]
    state: type[S]

    def __init__(self, seam: Seam) -> None:
        self._seam = seam

    def get(self, entity_id: str) -> S | None:
        with self._seam.database.reading() as connection:
            return self._one(connection, self.key, entity_id)

    def page(self, after: str, limit: int) -> list[S]:
        """Up to `limit` entities whose ids come after `after`, by id."""
        key = self.table.c[self.key]
        query = select(self.table).where(key > after).order_by(key).limit(limit)
        with self._seam.database.reading() as connection:
            return [self.state_of(row) for row in connection.execute(query).mappings()]

    def create(self, state: S) -> Created[S]:
        """Raises RefusedError for a broken rule and TakenError when another body has the id."""
        with self._changing() as change:
            return self.create_in(change, state)

    def create_all(self, states: Iterable[S], commit: Commit) -> list[Created[S] | RefusedError]:
        """Creates many in one transaction; every state gets its outcome, in order, also when none is kept."""
        with self._changing() as change:
            outcomes = [self._attempt(change, state) for state in states]
            refused = any(isinstance(outcome, RefusedError) for outcome in outcomes)
            if commit == "never" or (commit == "if_all" and refused):
                change.undo()
            return outcomes

    def change(self, entity_id: str, alter: Callable[[S], S]) -> S:
        """Replaces an entity by what `alter` makes of it, within one transaction.

        Raises UnknownError when there is none of that id, RefusedError for a broken rule.
        """
        with self._changing() as change:
            former = self._one(change.connection, self.key, entity_id)
            if former is None:
                raise UnknownError(f"There is no {self.table.name} entry {entity_id!r}.")
            state = self.checked(change, alter(former), former)
            return former if state == former else self.replace(change, state, former)

    def create_in(self, change: Change, state: S) -> Created[S]:
        state = self.checked(change, state, None)
        standing = self._one(change.connection, self.key, self.id_of(state))
        if standing is None:
            return Created(self.insert(change, state), new=True)
        if standing != state:
            raise TakenError(f"{self.key} {self.id_of(state)!r} is taken by another body.", field=self.key)
        return Created(standing, new=False)

    def checked(self, change: Change, state: S, former: S | None) -> S:
        """The state in its normal form; raises RefusedError when it breaks a rule. For each kind to say."""
        del change, former
        return state

    def insert(self, change: Change, state: S) -> S:
        number = change.announce(self.id_of(state), self.announced(state))
        change.insert(self.table, self.row_of(state) | {"change": number})
        return state

    def replace(self, change: Change, state: S, former: S) -> S:
        del former
        self.rewrite(change, state)
        return state

    def rewrite(self, change: Change, state: S) -> int:
        """Announces and writes the state over the row of its id; returns the number of the change."""
        number = change.announce(self.id_of(state), self.announced(state))
        here = self.table.c[self.key] == self.id_of(state)
        change.update(self.table, here, self.row_of(state) | {"change": number})
        return number

    def id_of(self, state: S) -> str:
        return str(getattr(state, self.key))

    def announced(self, state: S) -> EntityState:
        """What the event says of the entity: all of it, but for kinds that keep something back."""
        if not isinstance(state, EntityState):
            raise TypeError(f"{type(state).__name__} is no state that an event can carry.")
        return state

    def row_of(self, state: S) -> dict[str, object]:
        return {field: _plain(getattr(state, field)) for field in state.__struct_fields__}

    def state_of(self, row: RowMapping) -> S:
        given = {field: row[field] for field in self.state.__struct_fields__ if row[field] is not None}
        return msgspec.convert(given, self.state)

    def _one(self, connection: Connection, column: str, value: str) -> S | None:
        query = select(self.table).where(self.table.c[column] == value)
        row = connection.execute(query).mappings().first()
        return None if row is None else self.state_of(row)

    def _attempt(self, change: Change, state: S) -> Created[S] | RefusedError:
        try:
            return self.create_in(change, state)
        except RefusedError as error:
            return error

    @contextmanager
    def _changing(self) -> Iterator[Change]:
        with self._seam.database.writing() as connection:
            yield Change(connection, self._seam.clock())
        self._seam.changed()


def _plain(value: object) -> object:
    """Nested values become JSON, the others are columns as they are."""
    return msgspec.to_builtins(value) if isinstance(value, msgspec.Struct | list) else value
