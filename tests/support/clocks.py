"""A clock that stands until it is moved."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 5, 1, 9, tzinfo=UTC)


class Hand:
    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        """Takes what timedelta takes: `advance(days=1)`."""
        self.now += timedelta(**by)
