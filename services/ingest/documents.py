"""JSON from outside, read with limits and without a float: what is absurd is named, never guessed at."""

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple, NoReturn

from plaudit.errors import PermanentError
from services.ingest.reasons import UnacceptableError

SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


class Limits(NamedTuple):
    """What a document may have at most: levels, keys in one object, digits of a whole number.

    Keys are counted per object, because a real order of some hundred lines has tens of thousands in all; the size of
    a body bounds their sum.
    """

    depth: int = 64
    keys: int = 10_000
    digits: int = 19


LIMITS = Limits()


class NotJsonError(PermanentError):
    """The bytes are no UTF-8 or no JSON."""

    reason = "not_json"


def read_object(body: bytes, limits: Limits = LIMITS) -> dict[str, Any]:
    """The JSON object of a body. Raises NotJsonError when it is none, UnacceptableError beyond the limits."""
    document = read_value(body, limits)
    if not isinstance(document, dict):
        raise NotJsonError("The body is JSON, but no object.")
    return document


def read_value(body: bytes, limits: Limits = LIMITS) -> Any:
    """Any JSON value; fractions are Decimals. Raises like `read_object`."""
    try:
        text = body.decode("utf-8")
        document = _parser(limits).decode(text)
    except RecursionError:
        raise UnacceptableError("too_deep", f"The JSON nests deeper than {limits.depth} levels.") from None
    except ValueError as error:
        raise NotJsonError("The body is no JSON in UTF-8.") from error
    _check_extent(document, limits)
    if SURROGATE_ESCAPE.search(text):
        _check_surrogates(document)
    return document


def _parser(limits: Limits) -> json.JSONDecoder:
    def whole(digits: str) -> int:
        if len(digits.lstrip("-")) > limits.digits:
            raise UnacceptableError("bad_number", f"A number has more than {limits.digits} digits.")
        return int(digits)

    return json.JSONDecoder(
        object_pairs_hook=_unique, parse_float=_fraction, parse_int=whole, parse_constant=_refuse_constant
    )


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise UnacceptableError("duplicate_key", "An object has a key twice.")
    return found


def _fraction(digits: str) -> Decimal:
    try:
        return Decimal(digits)
    except InvalidOperation:
        raise UnacceptableError("bad_number", "A number has an exponent beyond reason.") from None


def _refuse_constant(_: str) -> NoReturn:
    raise UnacceptableError("bad_number", "NaN and Infinity are no numbers of JSON.")


def _check_extent(document: object, limits: Limits) -> None:
    """Walks all containers without recursion: how deep they lie and how many keys each has."""
    waiting = [(document, 1)]
    while waiting:
        value, depth = waiting.pop()
        children: Any = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        if isinstance(value, dict) and len(value) > limits.keys:
            raise UnacceptableError("too_many_keys", f"An object of the JSON has more than {limits.keys} keys.")
        if children and depth > limits.depth:
            raise UnacceptableError("too_deep", f"The JSON nests deeper than {limits.depth} levels.")
        waiting.extend((child, depth + 1) for child in children if isinstance(child, dict | list))


def _check_surrogates(document: object) -> None:
    try:
        json.dumps(document, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        raise UnacceptableError("bad_text", "A text holds a lone surrogate.") from None
