"""Half-open ranges of time `[start, end)`; an absent end is open."""

from datetime import UTC, datetime
from typing import NamedTuple

from plaudit.registry.errors import RefusedError

EVER = datetime.min.replace(tzinfo=UTC)
NEVER = datetime.max.replace(tzinfo=UTC)


class Range(NamedTuple):
    """From `start` on, and no longer at `end`."""

    start: datetime | None
    end: datetime | None

    def overlaps(self, other: "Range") -> bool:
        return (self.start or EVER) < (other.end or NEVER) and (other.start or EVER) < (self.end or NEVER)

    def starts_after(self, other: "Range") -> bool:
        return (self.start or EVER) > (other.start or EVER)


def check_order(validity: Range) -> None:
    """Raises RefusedError when a range ends before or as it begins."""
    if (validity.start or EVER) >= (validity.end or NEVER):
        raise RefusedError("`valid_until` must be later than `valid_from`.", field="valid_until")
