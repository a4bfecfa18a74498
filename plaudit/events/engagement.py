"""engagement.v1: cumulative counts of a post at a moment."""

from typing import Literal

import msgspec

from plaudit.events.instants import Instant


class Engagement(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Counts as the platform showed them at `captured_at`; an absent count is unknown, not zero."""

    post_id: str
    captured_at: Instant
    impressions: int | None = None
    impressions_basis: Literal["impressions", "views"] | None = None
    reach: int | None = None
    likes: int | None = None
    comments: int | None = None
    shares: int | None = None
    saves: int | None = None
    link_clicks: int | None = None
    followers: int | None = None
