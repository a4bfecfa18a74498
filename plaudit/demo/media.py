"""What posts reached and what creators cost: engagement snapshots and bookings."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from plaudit.demo.story import Snapshot, Spend
from plaudit.demo.world import Creator, Post, World

SNAPSHOT_DAYS = (1, 3, 7, 21, 60)
PRODUCT_MINOR = 4_800
SHIPPING_MINOR = 690


def snapshots(world: World, random: Random) -> Iterator[Snapshot]:
    """Cumulative counts of every post after some days and at the end of the campaign."""
    for post in world.posts:
        reach = post.creator.followers * random.uniform(0.08, 0.2) * (0.5 if post.kind == "story" else 1.0)
        for captured_at in _captures(post, world.end):
            grown = 1 - 0.5 ** ((captured_at - post.published_at) / timedelta(days=1.2))
            yield _snapshot(post, captured_at, reach * grown, random.uniform(0.03, 0.08) * grown * reach)


def spends(world: World, random: Random) -> Iterator[Spend]:
    """A fee, gifted product and its shipping for everybody; one parcel was booked twice and taken back."""
    for creator in world.creators:
        at = world.start + timedelta(days=random.randrange(3), hours=14)
        yield Spend(f"fee-{creator.creator_id}", creator.creator_id, "fee", creator.fee_minor, at)
        yield Spend(f"gift-{creator.creator_id}", creator.creator_id, "product", PRODUCT_MINOR, at)
        yield Spend(f"parcel-{creator.creator_id}", creator.creator_id, "shipping", SHIPPING_MINOR, at)
    yield from _booked_twice(world.creators[0], world.start + timedelta(days=4))


def _booked_twice(creator: Creator, at: datetime) -> Iterator[Spend]:
    again = f"parcel-{creator.creator_id}-again"
    yield Spend(again, creator.creator_id, "shipping", SHIPPING_MINOR, at)
    yield Spend(f"{again}-void", creator.creator_id, "shipping", SHIPPING_MINOR, at + timedelta(days=1), voids=again)


def _captures(post: Post, end: datetime) -> Iterator[datetime]:
    for days in SNAPSHOT_DAYS:
        captured_at = post.published_at + timedelta(days=days)
        if captured_at < end - timedelta(hours=2):
            yield captured_at
    yield end - timedelta(hours=2)


def _snapshot(post: Post, captured_at: datetime, reached: float, engaged: float) -> Snapshot:
    return Snapshot(
        post_id=post.post_id,
        captured_at=captured_at,
        impressions=int(reached * 1.35) + 40,
        reach=int(reached) + 30,
        likes=int(engaged * 0.78),
        comments=int(engaged * 0.07),
        shares=int(engaged * 0.05),
        saves=int(engaged * 0.10),
    )
