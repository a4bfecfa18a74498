"""The kinds of values that only the registry's bodies hold, each with the rule it is checked by."""

import re
import unicodedata
from typing import Annotated, LiteralString

from pydantic import AfterValidator, BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError

from plaudit.security.tokens import Scope

BIDI_CONTROLS = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Invisible characters that turn text around; a name has no use for them."""

UNWRITTEN = {"Cc", "Cs", "Zl", "Zp"}
"""Controls, lone surrogates and line ends; joiners stay, because emoji of several parts need them."""


def _plain(text: str) -> str:
    text = text.translate(BIDI_CONTROLS).strip()
    if not text:
        raise PydanticCustomError("empty", "The text is empty.")
    if any(unicodedata.category(character) in UNWRITTEN for character in text):
        raise PydanticCustomError("unprintable", "The text holds a control character.")
    return text


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
Scopes = Annotated[list[Scope], AfterValidator(lambda scopes: sorted(set(scopes)))]
