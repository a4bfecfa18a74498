"""Discount codes: who owns one, in which store, and during which time."""

from collections.abc import Callable

import msgspec
from sqlalchemy import RowMapping, select

from plaudit.events.registry import CodeState
from plaudit.registry.changes import Change
from plaudit.registry.entities import Created, Entities, Seam
from plaudit.registry.errors import RefusedError, TakenError
from plaudit.registry.ranges import Range, check_order
from plaudit.registry.tables import campaigns, codes, creators, stores


def fold_code(code: str) -> str:
    """What makes two spellings the same code: trimmed, case-folded, and nothing more."""
    return code.strip().casefold()


class Codes(Entities[CodeState]):
    """One row is one ownership. A `code_id` is minted here: what is created comes with an empty one."""

    table = codes
    key = "code_id"
    state = CodeState

    def __init__(self, seam: Seam, new_id: Callable[[str], str]) -> None:
        super().__init__(seam)
        self._new_id = new_id

    def checked(self, change: Change, state: CodeState, former: CodeState | None) -> CodeState:
        change.require(stores, "store", state.store)
        change.require(campaigns, "campaign_id", state.campaign_id)
        change.require(creators, "creator_id", state.creator_id)
        state = msgspec.structs.replace(state, code=state.code.strip())
        if not state.code:
            raise RefusedError("A code can't be empty.", field="code")
        check_order(_range(state))
        if former is not None:
            self._check_change(change, state, former)
        return state

    def create_in(self, change: Change, state: CodeState) -> Created[CodeState]:
        """A range that begins within another ends that one; any other overlap is refused."""
        state = self.checked(change, state, None)
        rows = self._rows(change, state)
        standing = next((row for row in rows if row["valid_from"] == state.valid_from), None)
        if standing is not None:
            return self._standing(state, standing)
        former = [owned for row in rows if _range(owned := self.state_of(row)).overlaps(_range(state))]
        for owned in former:
            if not _range(state).starts_after(_range(owned)):
                raise _taken(owned)
        for owned in former:
            self._end(change, owned, state)
        return Created(self.insert(change, msgspec.structs.replace(state, code_id=self._new_id("cod"))), new=True)

    def row_of(self, state: CodeState) -> dict[str, object]:
        return super().row_of(state) | {"folded": fold_code(state.code), "stated_until": state.valid_until}

    def _rows(self, change: Change, state: CodeState) -> list[RowMapping]:
        same = (codes.c.store == state.store) & (codes.c.folded == fold_code(state.code))
        return list(change.connection.execute(select(codes).where(same)).mappings())

    def _standing(self, state: CodeState, row: RowMapping) -> Created[CodeState]:
        """The same body again, also when a later owner ended its range meanwhile; else it is taken."""
        standing = self.state_of(row)
        stated = msgspec.structs.replace(standing, valid_until=row["stated_until"], code_id=state.code_id)
        if stated != state:
            raise _taken(standing)
        return Created(standing, new=False)

    def _end(self, change: Change, owned: CodeState, successor: CodeState) -> None:
        ended = msgspec.structs.replace(owned, valid_until=successor.valid_from)
        number = change.announce(ended.code_id, ended)
        here = codes.c.code_id == ended.code_id
        change.update(codes, here, {"valid_until": ended.valid_until, "change": number})

    def _check_change(self, change: Change, state: CodeState, former: CodeState) -> None:
        if (state.store, fold_code(state.code)) != (former.store, fold_code(former.code)):
            raise RefusedError("The store and the code of an ownership can't change; make another.", field="code")
        for row in self._rows(change, state):
            if row["code_id"] != state.code_id and _range(self.state_of(row)).overlaps(_range(state)):
                raise _taken(self.state_of(row))


def _range(state: CodeState) -> Range:
    return Range(state.valid_from, state.valid_until)


def _taken(owned: CodeState) -> TakenError:
    begins = owned.valid_from.isoformat() if owned.valid_from else "ever"
    ends = owned.valid_until.isoformat() if owned.valid_until else "further notice"
    return TakenError(
        f"The code {owned.code!r} belongs to {owned.creator_id!r} from {begins} until {ends} in {owned.store!r}; "
        "give a later valid_from to pass it on.",
        field="code",
    )
