"""The kinds of values that bodies from outside hold, each with the rule it is checked by."""

import re
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from plaudit.ids import is_platform_id, is_resource_id
from plaudit.money import is_currency

RFC3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LARGEST_COUNT = 10**12


def _resource_id(text: str) -> str:
    if not is_resource_id(text):
        raise PydanticCustomError(
            "resource_id", "An id has 1 to 64 of a-z, 0-9, _ and -, and begins with a letter or digit."
        )
    return text


def _platform_id(text: str) -> str:
    if not is_platform_id(text):
        raise PydanticCustomError("platform_id", "A platform's id has 1 to 128 printable characters.")
    return text


def _currency(code: str) -> str:
    if not is_currency(code):
        raise PydanticCustomError("currency", "A currency is an ISO 4217 code like EUR.")
    return code


def _instant(value: object) -> datetime:
    if not isinstance(value, str) or not RFC3339.fullmatch(value):
        raise PydanticCustomError("instant", "A time is RFC 3339 text with an offset, like 2026-11-24T12:00:00Z.")
    try:
        return datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise PydanticCustomError("instant", "There is no such time.") from None


def _day(value: object) -> date:
    if not isinstance(value, str) or not DAY.fullmatch(value):
        raise PydanticCustomError("day", "A day is written like 2026-11-24.")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("day", "There is no such day.") from None


def _whole(value: object) -> object:
    if isinstance(value, bool | float):
        raise PydanticCustomError("count", "A count is a whole number.")
    return value


ResourceId = Annotated[str, AfterValidator(_resource_id)]
PlatformId = Annotated[str, AfterValidator(_platform_id)]
Currency = Annotated[str, AfterValidator(_currency)]
Instant = Annotated[datetime, BeforeValidator(_instant)]
Day = Annotated[date, BeforeValidator(_day)]
Count = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=LARGEST_COUNT)]
