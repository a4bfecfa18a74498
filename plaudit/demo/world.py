"""Who and what the demo campaign is made of: a brand, its creators, their posts, links and codes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple

from plaudit.events.registry import PostKind

CAMPAIGN_ID = "dew-serum-launch"
STORE = "dew-and-fern"
SHOP_DOMAIN = "dew-and-fern.myshopify.com"
SHOP_HOST = "dewandfern.example"
CURRENCY = "USD"
TIMEZONE = "America/New_York"
START = datetime(2026, 9, 1, 4, 0, tzinfo=UTC)  # midnight in New York
DESTINATION = f"https://{SHOP_HOST}/products/dew-serum"
SITE_WIDE_CODE = "HELLO5"

FIRST_NAMES = (
    "Maya", "Noor", "Elif", "Priya", "Sofia", "Jonas", "Amara", "Leo", "Chiara", "Tariq", "Wren", "Ines", "Kofi",
    "Yuki", "Mateo", "Saskia", "Dara", "Anouk", "Femi", "Luz", "Ravi", "Greta", "Omar", "Thea", "Nils",
)  # fmt: skip
NICHES = ("skincare", "clean beauty", "morning routines", "sensitive skin", "dermatology", "wellness", "style")
PLATFORMS = ("instagram", "tiktok", "instagram", "youtube", "instagram", "tiktok", "facebook")
POST_KINDS: dict[str, tuple[PostKind, PostKind]] = {
    "instagram": ("reel", "post"),
    "tiktok": ("video", "video"),
    "youtube": ("video", "short"),
    "facebook": ("post", "video"),
}
STORY_PLATFORMS = {"instagram": "instagram", "tiktok": "tiktok", "youtube": "instagram", "facebook": "facebook"}


class Creator(NamedTuple):
    """`appeal` scales how many followers tap, `trust` how many of those buy."""

    creator_id: str
    name: str
    handle: str
    platform: str
    followers: int
    niche: str
    email: str
    code: str
    fee_minor: int
    appeal: float
    trust: float


class Post(NamedTuple):
    post_id: str
    creator: Creator
    platform: str
    kind: PostKind
    published_at: datetime


@dataclass(eq=False, slots=True)
class Link:
    """A tracked link: of one post, or the one in the creator's profile. The API mints its `slug`."""

    creator: Creator
    post: Post | None
    slug: str = ""


class Handover(NamedTuple):
    """A code that passes from one creator to another in the middle of the campaign."""

    code: str
    before: Creator
    after: Creator
    at: datetime


class World(NamedTuple):
    start: datetime
    days: int
    creators: tuple[Creator, ...]
    posts: tuple[Post, ...]
    links: tuple[Link, ...]
    handover: Handover

    @property
    def end(self) -> datetime:
        return self.start + timedelta(days=self.days)

    def code_owner(self, code: str, at: datetime) -> Creator | None:
        """Whose code it is at an instant, compared as shops do: trimmed and without case."""
        folded = code.strip().casefold()
        if folded == self.handover.code.casefold():
            return self.handover.before if at < self.handover.at else self.handover.after
        return next((creator for creator in self.creators if creator.code.casefold() == folded), None)


def build_world(creators: int, days: int, seed: int) -> World:
    """The same world for the same numbers; at least two creators and seven days."""
    random = Random(seed)
    people = tuple(_creator(number, random) for number in range(creators))
    posts = tuple(post for creator in people for post in _posts(creator, days, random))
    links = tuple(Link(creator, None) for creator in people) + tuple(Link(post.creator, post) for post in posts)
    middle = START + timedelta(days=days // 2)
    return World(START, days, people, posts, links, Handover("DUET15", people[0], people[1], middle))


def _creator(number: int, random: Random) -> Creator:
    name = FIRST_NAMES[number % len(FIRST_NAMES)] + ("" if number < len(FIRST_NAMES) else str(number))
    followers = round(5_000 * 10 ** random.random(), -2)
    return Creator(
        creator_id=name.lower(),
        name=name,
        handle=f"@{name.lower()}.{random.choice(('glows', 'daily', 'skin', 'notes'))}",
        platform=PLATFORMS[number % len(PLATFORMS)],
        followers=int(followers),
        niche=random.choice(NICHES),
        email=f"{name.lower()}@creators.example",
        code=f"{name.upper()}15",
        fee_minor=int(round(followers / 14 * random.uniform(0.6, 1.6), -1)) * 100,
        appeal=random.lognormvariate(0, 0.45),
        trust=random.lognormvariate(0, 0.35),
    )


def _posts(creator: Creator, days: int, random: Random) -> Iterator[Post]:
    """Two posts and three stories, spread over the campaign."""
    first, second = POST_KINDS[creator.platform]
    kinds: tuple[PostKind, ...] = (first, "story", "story", second, "story")
    for number, kind in enumerate(kinds):
        share = (number + random.random()) / 5
        at = START + timedelta(days=int(share * days * 0.9), hours=random.randrange(12), minutes=random.randrange(60))
        platform = STORY_PLATFORMS[creator.platform] if kind == "story" else creator.platform
        yield Post(f"{creator.creator_id}-{number + 1}", creator, platform, kind, at)
