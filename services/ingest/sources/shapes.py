"""Field types of foreign documents: a shape names what is read, and everything else is dropped with the document."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from plaudit.http import fields
from plaudit.http.fields import Currency
from plaudit.money import AmountError, exponent, to_decimal, to_minor
from services.ingest.reasons import DeadLetterReason, UnacceptableError

__all__ = [
    "Currency",
    "DecimalText",
    "Instant",
    "Items",
    "PlatformId",
    "Shape",
    "exact_minor",
    "read_shape",
    "rough_minor",
]

DECIMAL_TEXT = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,10})?\Z")
FIRST_YEAR, LAST_YEAR = 2000, 2100

REASONS: Mapping[str, DeadLetterReason] = {
    "missing": "missing_field",
    "amount": "bad_amount",
    "currency": "bad_currency",
    "platform_id": "bad_id",
    "instant": "bad_time",
}
"""What pydantic calls an error, as a reason; everything else is a bad field."""


class Shape(BaseModel):
    """A part of a foreign document. Types are strict: a number where a text belongs is refused."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, hide_input_in_errors=True)


def _as_items(value: object) -> object:
    return () if value is None else tuple(value) if isinstance(value, list) else value


def _decimal_of(text: object) -> Decimal:
    if not isinstance(text, str) or not DECIMAL_TEXT.match(text):
        raise PydanticCustomError("amount", "An amount is a decimal number in a string.")
    return Decimal(text)


def _id_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _plausible(instant: datetime) -> datetime:
    if not FIRST_YEAR <= instant.year < LAST_YEAR:
        raise PydanticCustomError("instant", "A time lies between 2000 and 2100.")
    return instant


Item = TypeVar("Item")
Items = Annotated[tuple[Item, ...], BeforeValidator(_as_items)]
"""A list for which platforms also send null."""
DecimalText = Annotated[Decimal, BeforeValidator(_decimal_of)]
PlatformId = Annotated[fields.PlatformId, BeforeValidator(_id_text)]
"""An id that platforms send as a text or a number; kept as its text."""
Instant = Annotated[fields.Instant, Field(strict=False), AfterValidator(_plausible)]

Model = TypeVar("Model", bound=BaseModel)


def read_shape(model: type[Model], document: Mapping[str, Any]) -> Model:
    """What a shape names, out of a document. Raises UnacceptableError with the first place that is wrong."""
    try:
        return model.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        raise UnacceptableError(REASONS.get(first["type"], "bad_field"), first["msg"], place_of(first["loc"])) from None


def place_of(location: Sequence[str | int]) -> str:
    """`("line_items", 0, "quantity")` -> `line_items.0.quantity`."""
    return ".".join(str(part) for part in location)


def exact_minor(value: Decimal, currency: str, field: str) -> int:
    """An amount that must be zero or more and a whole number of minor units; raises UnacceptableError."""
    try:
        minor = to_minor(value, currency)
    except AmountError:
        raise UnacceptableError("bad_amount", "An amount is at most 10^12 minor units.", field) from None
    if minor < 0:
        raise UnacceptableError("bad_amount", "An amount is not negative.", field)
    if to_decimal(minor, currency) != value:
        raise UnacceptableError("bad_amount", f"{currency} has {exponent(currency)} decimals, not more.", field)
    return minor


def rough_minor(text: object, currency: str) -> int | None:
    """An amount that only serves to compare: rounded to minor units, and None for what is none."""
    if not isinstance(text, str) or not DECIMAL_TEXT.match(text):
        return None
    try:
        return to_minor(text, currency)
    except AmountError:
        return None
