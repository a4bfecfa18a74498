"""What followers do: tap links of one or more creators over some days, and sometimes buy."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from plaudit.demo.slices import SECOND_TAP, Slices
from plaudit.demo.story import Tap
from plaudit.demo.visitors import Visitor, Visitors
from plaudit.demo.world import Creator, Link, World
from plaudit.events.click import RequestClass

TAPS_FOR = {"creators": 25, "days": 61, "taps": 16_050}
"""Human taps of the full campaign; smaller ones get their share."""

SHARE_TAPPED_TWICE = 0.025
SHARE_PREFETCHED = 0.03
MACHINES: dict[RequestClass, float] = {"bot": 0.06, "preview": 0.045, "head": 0.02, "no_ua": 0.004}


class Journey(NamedTuple):
    """The taps of one follower, oldest first."""

    visitor: Visitor
    taps: tuple[Tap, ...]


class Audience:
    """Draws journeys until the campaign has the taps of its size."""

    def __init__(self, world: World, slices: Slices, visitors: Visitors, random: Random) -> None:
        self._world, self._slices, self._visitors, self._random = world, slices, visitors, random
        self._weights = [creator.followers * creator.appeal for creator in world.creators]
        self._links = {creator: [link for link in world.links if link.creator is creator] for creator in world.creators}

    @property
    def expected_taps(self) -> int:
        share = len(self._world.creators) * self._world.days / (TAPS_FOR["creators"] * TAPS_FOR["days"])
        return max(40, round(TAPS_FOR["taps"] * share))

    def journeys(self) -> Iterator[Journey]:
        left = self.expected_taps
        while left > 0:
            journey = self._journey()
            left -= len(journey.taps)
            if journey.taps:
                yield journey

    def machines(self) -> Iterator[Tap]:
        """Requests that are no people's: crawlers, previews, HEADs and clients without a name."""
        for kind, share in MACHINES.items():
            for _ in range(max(1, round(self.expected_taps * share))):
                link = self._random.choice(self._world.links)
                at = self._slices.at_or_after(self._moment_for(link))
                if at is not None:
                    yield Tap(at, link, kind, self._machine(kind, link))

    def _machine(self, kind: RequestClass, link: Link) -> Visitor:
        return self._visitors.follower(link.creator.platform) if kind == "head" else self._visitors.machine(kind)

    def _journey(self) -> Journey:
        random = self._random
        creator = self.draw_creator()
        visitor = self._visitors.follower(creator.platform)
        count = random.choices((1, 2, 3, 4), (72, 18, 7, 3))[0]
        link = self._draw_link(creator)
        moment, taps = self._moment_for(link), list[Tap]()
        for _ in range(count):
            taps += self._taps(link, moment, visitor)
            if random.random() < 0.3:
                creator = self.draw_creator()
            if random.random() < 0.6:
                link = self._draw_link(creator)
            moment = max([moment, *(tap.at for tap in taps)]) + timedelta(hours=0.1 + random.lognormvariate(2.5, 1.3))
        return Journey(visitor, tuple(taps))

    def _taps(self, link: Link, moment: datetime, visitor: Visitor) -> Iterator[Tap]:
        """One tap; now and then tapped twice in a moment, or fetched ahead by the browser."""
        at = self._slices.at_or_after(moment)
        if at is None or (link.post is not None and at < link.post.published_at):
            return
        chance = self._random.random()
        if chance < SHARE_PREFETCHED:
            yield Tap(at, link, "prefetch", visitor, self._visitors.prefetch_header())
            yield Tap(at + SECOND_TAP, link, "human", visitor)
            return
        yield Tap(at, link, "human", visitor)
        if chance > 1 - SHARE_TAPPED_TWICE:
            yield Tap(at + SECOND_TAP, link, "human", visitor)

    def draw_creator(self) -> Creator:
        return self._random.choices(self._world.creators, self._weights)[0]

    def _draw_link(self, creator: Creator) -> Link:
        links = self._links[creator]
        return self._random.choices(links, [3.0 if link.post is None else 1.4 for link in links])[0]

    def _moment_for(self, link: Link) -> datetime:
        """When a link is opened: soon after its post, and any time for the one in the profile."""
        random, world = self._random, self._world
        if link.post is None:
            return world.start + timedelta(days=random.random() * world.days)
        half_life_days = 0.4 if link.post.kind == "story" else 2.2
        return link.post.published_at + timedelta(days=random.expovariate(0.69 / half_life_days))
