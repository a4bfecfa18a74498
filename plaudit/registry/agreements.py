"""Agreements: the terms of a creator in a campaign, one for each pair."""

from collections.abc import Callable

import msgspec
from sqlalchemy import select

from plaudit.events.registry import AgreementState
from plaudit.registry.changes import Change
from plaudit.registry.entities import Created, Entities, Seam
from plaudit.registry.errors import RefusedError, TakenError
from plaudit.registry.tables import agreements, campaigns, creators


class Agreements(Entities[AgreementState]):
    """An `agreement_id` is minted here: what is created comes with an empty one."""

    table = agreements
    key = "agreement_id"
    state = AgreementState

    def __init__(self, seam: Seam, new_id: Callable[[str], str]) -> None:
        super().__init__(seam)
        self._new_id = new_id

    def checked(self, change: Change, state: AgreementState, former: AgreementState | None) -> AgreementState:
        del former
        change.require(campaigns, "campaign_id", state.campaign_id)
        change.require(creators, "creator_id", state.creator_id)
        if state.starts_on and state.ends_on and state.ends_on < state.starts_on:
            raise RefusedError("An agreement can't end before it starts.", field="ends_on")
        return state

    def create_in(self, change: Change, state: AgreementState) -> Created[AgreementState]:
        state = self.checked(change, state, None)
        standing = self._of_pair(change, state)
        if standing is None:
            return Created(self.insert(change, msgspec.structs.replace(state, agreement_id=self._new_id("agr"))), True)
        if msgspec.structs.replace(state, agreement_id=standing.agreement_id) != standing:
            raise TakenError(
                f"{state.creator_id!r} has an agreement in {state.campaign_id!r} already: change "
                f"{standing.agreement_id!r} instead.",
                field="creator_id",
            )
        return Created(standing, new=False)

    def _of_pair(self, change: Change, state: AgreementState) -> AgreementState | None:
        pair = (agreements.c.campaign_id == state.campaign_id) & (agreements.c.creator_id == state.creator_id)
        row = change.connection.execute(select(agreements).where(pair)).mappings().first()
        return None if row is None else self.state_of(row)
