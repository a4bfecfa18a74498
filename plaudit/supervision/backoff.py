"""How long a crashed process rests before it is started again."""

from typing import NamedTuple

FIRST_SECONDS = 0.25
LONGEST_SECONDS = 30.0
STEADY_SECONDS = 30.0


class BackOff(NamedTuple):
    """Doubles with every crash, and forgets them once a run was steady."""

    crashes: int = 0

    def after_crash(self, lived_seconds: float) -> "BackOff":
        return BackOff(1 if lived_seconds >= STEADY_SECONDS else self.crashes + 1)

    @property
    def rest_seconds(self) -> float:
        """Rest before the next start; 0 before the first."""
        return min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** (self.crashes - 1)) if self.crashes else 0.0
