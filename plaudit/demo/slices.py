"""The instants that the demo's clock stops at: all requests of one are answered before it moves on."""

from bisect import bisect_left
from datetime import datetime, timedelta
from random import Random

from plaudit.demo.world import World

SLICES_A_DAY = 14
SECOND_TAP = timedelta(seconds=2.4)


class Slices:
    """A grid of odd instants, about fourteen a day, that everything played is moved to.

    What must happen a moment after something else stands at that instant plus `SECOND_TAP`: once for the
    whole slice, so that moments cost one stop more and not one each.
    """

    def __init__(self, world: World, random: Random) -> None:
        length = world.end - world.start
        offsets = sorted(random.random() for _ in range(world.days * SLICES_A_DAY))
        self._grid = [world.start + _to_milliseconds(length * offset) for offset in offsets]

    def at_or_after(self, instant: datetime) -> datetime | None:
        """The next instant of the grid; None when the campaign is over by then."""
        place = bisect_left(self._grid, instant)
        return self._grid[place] if place < len(self._grid) else None


def _to_milliseconds(span: timedelta) -> timedelta:
    return timedelta(milliseconds=span // timedelta(milliseconds=1))
