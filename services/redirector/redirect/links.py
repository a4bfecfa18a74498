"""The worker's links by slug: prepared once, so that a click only looks one up."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from plaudit.events.click import UtmValues
from plaudit.registry.views import LinkView
from services.redirector.redirect.destination import Destination, prepare, to_ascii

MEDIUM = "influencer"


class Link(msgspec.Struct, frozen=True, gc=False):
    """A link with its destination ready; `is_plain` when nothing bounds its validity."""

    slug: str
    link_id: str
    campaign_id: str
    creator_id: str
    post_id: str | None
    sub_id: str | None
    destination: Destination
    is_plain: bool
    valid_from: datetime | None
    valid_until: datetime | None
    disabled: bool
    fallback_url: str | None


class LinkTable:
    """Holds every link there is; filled and followed by one thread while others look up."""

    def __init__(self) -> None:
        self.change = 0
        self._by_slug: dict[str, Link] = {}
        self.find = self._by_slug.get

    def __len__(self) -> int:
        return len(self._by_slug)

    def apply(self, views: Iterable[LinkView]) -> None:
        """Takes links in the order of their change numbers; a link keeps its slug for good."""
        for view in views:
            self._by_slug[view.slug] = prepare_link(view)
            self.change = max(self.change, view.change)


def prepare_link(view: LinkView) -> Link:
    usual = UtmValues(source=view.platform, medium=MEDIUM, campaign=view.campaign_id, content=view.creator_id)
    return Link(
        slug=view.slug,
        link_id=view.link_id,
        campaign_id=view.campaign_id,
        creator_id=view.creator_id,
        post_id=view.post_id,
        sub_id=view.sub_id,
        destination=prepare(view.destination, view.utm, usual),
        is_plain=view.valid_from is None and view.valid_until is None and not view.disabled,
        valid_from=view.valid_from,
        valid_until=view.valid_until,
        disabled=view.disabled,
        fallback_url=to_ascii(view.fallback_url) if view.fallback_url else None,
    )
