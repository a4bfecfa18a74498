"""What a publication is made of: one pinned version of each bronze table, and the positions these hold."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from services.aggregator.tables.bronze import Pin


class Snapshot(NamedTuple):
    """`marks` names, for every origin the log still has, the last number that the pins hold."""

    clicks: Pin
    events: Pin
    marks: Mapping[str, int]

    @property
    def versions(self) -> tuple[int, int]:
        return self.clicks.version, self.events.version


Publish = Callable[[Snapshot], None]
"""Builds and publishes the tables of a snapshot; blocks. The published file stays as it was when it raises."""
