"""Posts: pieces of content of a creator in a campaign."""

from plaudit.events.registry import PostState
from plaudit.registry.changes import Change
from plaudit.registry.entities import Entities
from plaudit.registry.tables import campaigns, creators, posts


class Posts(Entities[PostState]):
    table = posts
    key = "post_id"
    state = PostState

    def checked(self, change: Change, state: PostState, former: PostState | None) -> PostState:
        del former
        change.require(campaigns, "campaign_id", state.campaign_id)
        change.require(creators, "creator_id", state.creator_id)
        return state
