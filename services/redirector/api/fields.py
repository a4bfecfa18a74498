"""The kinds of values that bodies hold, each with the rule it is checked by."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, LiteralString

from pydantic import AfterValidator, BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError

from plaudit.ids import is_platform_id, is_resource_id
from plaudit.money import is_currency
from plaudit.security.tokens import Scope

RFC3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
BIDI_CONTROLS = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Invisible characters that turn text around; a name has no use for them."""


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


def _plain(text: str) -> str:
    text = text.translate(BIDI_CONTROLS).strip()
    if not text:
        raise PydanticCustomError("empty", "The text is empty.")
    if not all(character.isprintable() for character in text):
        raise PydanticCustomError("unprintable", "The text holds a control character.")
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


def _as_text(value: object) -> object:
    """Takes a JSON number where a decimal text would do as well."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _matching(pattern: str, code: str, sentence: LiteralString) -> AfterValidator:
    """A text of a given form, and the sentence that tells the form to people."""
    form = re.compile(pattern)

    def check(text: str) -> str:
        if not form.fullmatch(text):
            raise PydanticCustomError(code, sentence)
        return text

    return AfterValidator(check)


ResourceId = Annotated[str, AfterValidator(_resource_id)]
PlatformId = Annotated[str, AfterValidator(_platform_id)]
Name = Annotated[str, StringConstraints(max_length=200), AfterValidator(_plain)]
Text = Annotated[str, StringConstraints(max_length=1000), AfterValidator(_plain)]
Label = Annotated[str, StringConstraints(max_length=128), AfterValidator(_plain)]
Code = Annotated[str, StringConstraints(max_length=255), AfterValidator(_plain)]
Word = Annotated[
    str,
    StringConstraints(to_lower=True),
    _matching(r"[a-z0-9][a-z0-9_-]{0,31}", "word", "A platform is one word of a-z, 0-9, _ and -, like instagram."),
]
Url = Annotated[str, StringConstraints(max_length=4096)]
"""Checked, its length too, by the rules for link targets."""
WebUrl = Annotated[
    str, StringConstraints(max_length=2048), _matching(r"https?://[^\s\\]+", "url", "A URL begins with https://.")
]
Host = Annotated[str, StringConstraints(max_length=253)]
Secret = Annotated[str, StringConstraints(min_length=1, max_length=512)]
Email = Annotated[
    str,
    StringConstraints(max_length=254, strip_whitespace=True),
    _matching(r"[^@\s]+@[^@\s]+", "email", "An e-mail address has one @ and no spaces."),
]
Currency = Annotated[str, AfterValidator(_currency)]
Money = Annotated[
    str, _matching(r"[0-9]{1,13}(\.[0-9]{1,3})?", "money", 'An amount is a decimal text without a sign, like "15.80".')
]
"""In the currency beside it; whether that has so many decimals is checked later."""
Target = Annotated[
    str, BeforeValidator(_as_text), _matching(r"[0-9]{1,13}(\.[0-9]{1,3})?", "target", "A target is a number above 0.")
]
Rate = Annotated[
    str,
    BeforeValidator(_as_text),
    _matching(r"0(\.[0-9]{1,6})?|1(\.0{1,6})?", "rate", "A rate is a fraction from 0 to 1, like 0.10."),
]
Instant = Annotated[datetime, BeforeValidator(_instant)]
Day = Annotated[date, BeforeValidator(_day)]
Scopes = Annotated[list[Scope], AfterValidator(lambda scopes: sorted(set(scopes)))]
