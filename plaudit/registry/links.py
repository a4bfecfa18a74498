"""Links: a slug that leads to a destination, for a creator in a campaign."""

from collections.abc import Callable

import msgspec
from sqlalchemy import RowMapping, select
from sqlalchemy.exc import IntegrityError

from plaudit.events.click import UtmValues
from plaudit.events.registry import LinkState
from plaudit.registry.campaigns import allowed_hosts
from plaudit.registry.changes import Change
from plaudit.registry.entities import Created, Entities, Seam
from plaudit.registry.errors import RefusedError, TakenError
from plaudit.registry.ranges import Range, check_order
from plaudit.registry.slugs import vanity_slug
from plaudit.registry.tables import campaigns, creators, links, posts
from plaudit.registry.targets import checked_target
from plaudit.registry.views import LinkView

MINTING_ATTEMPTS = 20


class Mints(msgspec.Struct, frozen=True):
    """Where new slugs and ids (`new_id("lnk")` -> `lnk_…`) come from."""

    new_slug: Callable[[], str]
    new_id: Callable[[str], str]


class Links(Entities[LinkState]):
    """A `link_id` is minted here, and a slug too where none is wished for: both come in empty."""

    table = links
    key = "link_id"
    state = LinkState

    def __init__(self, seam: Seam, own_hosts: frozenset[str], mints: Mints) -> None:
        super().__init__(seam)
        self._own_hosts = own_hosts
        self._mints = mints

    def checked(self, change: Change, state: LinkState, former: LinkState | None) -> LinkState:
        change.require(campaigns, "campaign_id", state.campaign_id)
        change.require(creators, "creator_id", state.creator_id)
        check_order(Range(state.valid_from, state.valid_until))
        self._check_post(change, state)
        if former is not None and former.slug != state.slug:
            raise RefusedError("A slug can't change: it stands in posts. Make another link.", field="slug")
        slug = vanity_slug(state.slug) if state.slug and former is None else state.slug
        return msgspec.structs.replace(state, slug=slug, destination=self._destination(change, state, former))

    def create_in(self, change: Change, state: LinkState) -> Created[LinkState]:
        state = msgspec.structs.replace(self.checked(change, state, None), link_id=self._mints.new_id("lnk"))
        if not state.slug:
            return Created(self._insert_minted(change, state), new=True)
        standing = self._one(change.connection, "slug", state.slug)
        if standing is None:
            return Created(self.insert(change, state), new=True)
        if msgspec.structs.replace(state, link_id=standing.link_id) != standing:
            raise TakenError(f"The slug {state.slug!r} is taken by another link.", field="slug")
        return Created(standing, new=False)

    def changes_after(self, change: int) -> list[LinkView]:
        """Every link that changed after that number, in order; 0 gives all.

        A change of the creator's platform or the campaign's fallback is a change of the link.
        """
        query = (
            select(links, creators.c.platform, campaigns.c.fallback_url)
            .join(creators, links.c.creator_id == creators.c.creator_id)
            .join(campaigns, links.c.campaign_id == campaigns.c.campaign_id)
            .where(links.c.change > change)
            .order_by(links.c.change)
        )
        with self._seam.database.reading() as connection:
            return [_view(row) for row in connection.execute(query).mappings()]

    def _destination(self, change: Change, state: LinkState, former: LinkState | None) -> str:
        """Checked when it is set; later a link can be disabled although its host is no longer allowed."""
        if former and (former.destination, former.campaign_id) == (state.destination, state.campaign_id):
            return former.destination
        hosts = allowed_hosts(change.connection, state.campaign_id)
        return checked_target("destination", state.destination, hosts, self._own_hosts)

    def _insert_minted(self, change: Change, state: LinkState) -> LinkState:
        """Inserts under fresh slugs until one is free: the unique key decides, so nobody can race it."""
        for _ in range(MINTING_ATTEMPTS):
            minted = msgspec.structs.replace(state, slug=self._mints.new_slug())
            try:
                with change.connection.begin_nested():
                    return self.insert(change, minted)
            except IntegrityError:
                continue
        raise RefusedError(f"{MINTING_ATTEMPTS} minted slugs were all taken; try again.", field="slug", reason="full")

    def _check_post(self, change: Change, state: LinkState) -> None:
        if state.post_id is None:
            return
        change.require(posts, "post_id", state.post_id)
        owner = select(posts.c.creator_id).where(posts.c.post_id == state.post_id)
        if change.connection.execute(owner).scalar_one() != state.creator_id:
            raise RefusedError(f"The post {state.post_id!r} is another creator's.", field="post_id")


def _view(row: RowMapping) -> LinkView:
    given = {field: row[field] for field in LinkView.__struct_fields__ if field != "utm"}
    return LinkView(**given, utm=msgspec.convert(row["utm"] or {}, UtmValues))
