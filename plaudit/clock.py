"""The one place that asks the machine for the time; everything else is handed a clock."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the present instant as an aware UTC datetime."""


def system_clock() -> datetime:
    return datetime.now(UTC)


def to_rfc3339(instant: datetime) -> str:
    """RFC 3339 in UTC with as many fractional digits as needed: 2026-11-24T12:00:00Z."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def parse_instant(text: str) -> datetime:
    """Reads an RFC 3339 / ISO 8601 instant with offset into UTC; ValueError without an offset."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        message = f"The time {text!r} has no offset from UTC; write it like 2026-11-24T12:00:00Z."
        raise ValueError(message)
    return instant.astimezone(UTC)
