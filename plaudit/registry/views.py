"""What other services see of the registry: plain values that need no database library."""

from datetime import datetime

import msgspec

from plaudit.events.click import UtmValues


class LinkView(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A link with all that answering it needs; `change` grows whenever any of that changed."""

    change: int
    link_id: str
    slug: str
    campaign_id: str
    creator_id: str
    platform: str
    destination: str
    post_id: str | None = None
    sub_id: str | None = None
    utm: UtmValues = UtmValues()
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    disabled: bool = False
    fallback_url: str | None = None


class KnownStore(msgspec.Struct, frozen=True, kw_only=True):
    """A store with its webhook secrets, newest first as they were given; they show in no repr."""

    store: str
    platform: str
    currency: str
    domain: str | None
    return_days: int | None
    secrets: tuple[str, ...]

    def __repr__(self) -> str:
        return f"KnownStore({self.store!r})"


class TokenView(msgspec.Struct, frozen=True, kw_only=True):
    """A token as it may be shown: its first characters, never itself."""

    token_id: str
    name: str
    shown: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
