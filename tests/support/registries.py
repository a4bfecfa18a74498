"""A registry of its own for each test, and small valid things to put into it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TypeVar

import msgspec

from plaudit import ids
from plaudit.clock import Clock, system_clock
from plaudit.events.registry import CampaignState, CodeState, CreatorState, LinkState, PostState
from plaudit.registry import Registry, open_registry
from plaudit.registry.links import Mints
from plaudit.registry.views import KnownStore
from plaudit.security.keys import create_keys
from plaudit.settings import Settings, load_settings
from tests.support.clocks import START

S = TypeVar("S", bound=msgspec.Struct)

PUBLIC_HOST = "go.glow.example"

CAMPAIGN = CampaignState(
    campaign_id="serum",
    name="Serum",
    currency="EUR",
    starts_on=date(2026, 5, 1),
    ends_on=date(2026, 6, 30),
    allowed_hosts=["glow.example", "shop.glow.example"],
)
MIA = CreatorState(creator_id="mia", handle="@mia", platform="instagram")
TOM = CreatorState(creator_id="tom", handle="@tom", platform="tiktok")
GLOW = KnownStore(
    store="glow", platform="shopify", currency="EUR", domain="glow.example", return_days=14, secrets=("old", "new")
)
POST = PostState(
    post_id="Reel:1", campaign_id="serum", creator_id="mia", platform="instagram", kind="reel", published_at=START
)
LINK = LinkState(
    link_id="", slug="", campaign_id="serum", creator_id="mia", destination="https://glow.example/serum?size=30"
)
CODE = CodeState(code_id="", code="MIA10", store="glow", campaign_id="serum", creator_id="mia")


def settings_in(data_dir: Path) -> Settings:
    return load_settings({}, data_dir=data_dir, public_url=f"https://{PUBLIC_HOST}")


@contextmanager
def a_registry(
    data_dir: Path, clock: Clock = system_clock, new_slug: Callable[[], str] = ids.new_slug
) -> Iterator[Registry]:
    """Opens the registry of a data directory, which is made if need be."""
    mints = Mints(new_slug, ids.new_resource_id)
    registry = open_registry(settings_in(data_dir), create_keys(data_dir), clock, mints)
    try:
        yield registry
    finally:
        registry.close()


def fill(registry: Registry) -> None:
    """A campaign, two creators, a store: what links and codes refer to."""
    registry.campaigns.create(CAMPAIGN)
    registry.creators.create(MIA)
    registry.creators.create(TOM)
    registry.stores.create(GLOW)


def a_link(**changes: object) -> LinkState:
    return msgspec.structs.replace(LINK, **changes)


def a_code(**changes: object) -> CodeState:
    return msgspec.structs.replace(CODE, **changes)


def altered(**changes: object) -> Callable[[S], S]:
    """What `change` takes: a function that replaces these fields."""
    return lambda state: msgspec.structs.replace(state, **changes)
