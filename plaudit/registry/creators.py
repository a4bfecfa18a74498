"""Creators, known by handle and platform; of their e-mail only a key is kept."""

from plaudit.events.registry import CreatorState
from plaudit.registry.changes import Change
from plaudit.registry.entities import Entities
from plaudit.registry.tables import creators, links


class Creators(Entities[CreatorState]):
    table = creators
    key = "creator_id"
    state = CreatorState

    def replace(self, change: Change, state: CreatorState, former: CreatorState) -> CreatorState:
        """Links send the platform on as their UTM source, so its change is one of theirs."""
        number = self.rewrite(change, state)
        if state.platform != former.platform:
            change.update(links, links.c.creator_id == state.creator_id, {"change": number})
        return state
