"""The whole play: the story of a world, and what happens at every stop of the clock."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import NamedTuple

from plaudit.demo.audience import Audience
from plaudit.demo.cameos import Cameos
from plaudit.demo.checkout import Checkout
from plaudit.demo.deliveries import Delivery, Postman
from plaudit.demo.media import snapshots, spends
from plaudit.demo.purchases import Buyers
from plaudit.demo.slices import Slices
from plaudit.demo.story import Snapshot, Spend, Story, Tap
from plaudit.demo.visitors import Visitors
from plaudit.demo.world import World


@dataclass(slots=True)
class Stop:
    """Everything that happens at one instant, in no order."""

    taps: list[Tap] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)
    spends: list[Spend] = field(default_factory=list)

    @property
    def requests(self) -> int:
        return len(self.taps) + len(self.deliveries) + bool(self.snapshots) + bool(self.spends)


class Play(NamedTuple):
    """`stops` are in order of time."""

    world: World
    story: Story
    stops: Mapping[datetime, Stop]

    @property
    def requests(self) -> int:
        return sum(stop.requests for stop in self.stops.values())


def write_play(world: World, seed: int) -> Play:
    """The same play for the same world and seed."""
    random = Random(f"play {seed}")
    slices = Slices(world, random)
    story = _story(world, slices, random)
    return Play(world, story, _stops(world, story, slices, random))


def _story(world: World, slices: Slices, random: Random) -> Story:
    visitors, checkout, story = Visitors(random), Checkout(random, world.end), Story()
    audience = Audience(world, slices, visitors, random)
    buyers = Buyers(world, audience, checkout, random)
    for journey in audience.journeys():
        story.taps += journey.taps
        story.purchases += buyers.of_journey(journey)
    story.purchases += buyers.without_taps()
    story.taps += audience.machines()
    Cameos(world, slices, visitors, checkout).add_to(story)
    story.snapshots += snapshots(world, random)
    story.spends += spends(world, random)
    return story


def _stops(world: World, story: Story, slices: Slices, random: Random) -> dict[datetime, Stop]:
    stops: defaultdict[datetime, Stop] = defaultdict(Stop)
    postman = Postman(world, slices, random)
    for tap in story.taps:
        stops[tap.at].taps.append(tap)
    for purchase in story.purchases:
        for at, delivery in postman.deliveries(purchase):
            stops[at].deliveries.append(delivery)
    for snapshot in story.snapshots:
        stops[slices.at_or_after(snapshot.captured_at) or world.end].snapshots.append(snapshot)
    for spend in story.spends:
        stops[slices.at_or_after(spend.incurred_at) or world.end].spends.append(spend)
    return dict(sorted(stops.items()))
