"""Field types of foreign documents: a shape names what is read, and everything else is dropped with the document."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar, get_args

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.functional_validators import AfterValidator
from pydantic_core import PydanticCustomError

from plaudit.ids import is_platform_id
from plaudit.money import AmountError, exponent, is_currency, to_decimal, to_minor
from services.ingest.reasons import DeadLetterError, DeadLetterReason

DECIMAL_TEXT = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,10})?\Z")
FIRST_YEAR, LAST_YEAR = 2000, 2100


class Shape(BaseModel):
    """A part of a foreign document. Types are strict: a number where a text belongs is refused."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, hide_input_in_errors=True)


def _as_items(value: object) -> object:
    return () if value is None else tuple(value) if isinstance(value, list) else value


def _decimal_of(text: object) -> Decimal:
    if not isinstance(text, str) or not DECIMAL_TEXT.match(text):
        raise PydanticCustomError("bad_amount", "must be a decimal number in a string")
    return Decimal(text)


def _check_currency(code: str) -> str:
    if not is_currency(code):
        raise PydanticCustomError("bad_currency", "must be an ISO 4217 code like EUR")
    return code


def _check_id(value: int | str) -> str:
    text = str(value)
    if not is_platform_id(text):
        raise PydanticCustomError("bad_id", "must have 1 to 128 printable characters")
    return text


def _only_text(value: object) -> object:
    if not isinstance(value, str):
        raise PydanticCustomError("bad_time", "must be a time in a string")
    return value


def _in_utc(instant: datetime) -> datetime:
    if not FIRST_YEAR <= instant.year < LAST_YEAR:
        raise PydanticCustomError("bad_time", "must lie between 2000 and 2100")
    return instant.astimezone(UTC)


Item = TypeVar("Item")
Items = Annotated[tuple[Item, ...], BeforeValidator(_as_items)]
"""A list for which platforms also send null."""
DecimalText = Annotated[Decimal, BeforeValidator(_decimal_of)]
Currency = Annotated[str, AfterValidator(_check_currency)]
PlatformId = Annotated[int | str, AfterValidator(_check_id)]
"""An id of a platform, kept as its digits or text; the attribute is a str."""
Instant = Annotated[AwareDatetime, Field(strict=False), BeforeValidator(_only_text), AfterValidator(_in_utc)]

Model = TypeVar("Model", bound=BaseModel)


def read_shape(model: type[Model], document: Mapping[str, Any]) -> Model:
    """What a shape names, out of a document. Raises DeadLetterError with the first place that is wrong."""
    try:
        return model.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        raise DeadLetterError(_reason_of(first["type"]), first["msg"], place_of(first["loc"])) from None


def place_of(location: Sequence[str | int]) -> str:
    """`("line_items", 0, "quantity")` -> `line_items.0.quantity`."""
    return ".".join(str(part) for part in location)


def exact_minor(value: Decimal, currency: str, field: str) -> int:
    """An amount that must be zero or more and a whole number of minor units; raises DeadLetterError."""
    try:
        minor = to_minor(value, currency)
    except AmountError:
        raise DeadLetterError("bad_amount", "is beyond 10^12 minor units", field) from None
    if minor < 0:
        raise DeadLetterError("bad_amount", "is negative", field)
    if to_decimal(minor, currency) != value:
        raise DeadLetterError("bad_amount", f"has more than {exponent(currency)} decimals", field)
    return minor


def _reason_of(error_type: str) -> DeadLetterReason:
    if error_type == "missing":
        return "missing_field"
    known: tuple[DeadLetterReason, ...] = get_args(DeadLetterReason)
    return next((reason for reason in known if reason == error_type), "bad_field")
