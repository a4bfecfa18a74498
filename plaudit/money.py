"""Money as integer minor units of an ISO 4217 currency, and the way back to decimal strings."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from plaudit.errors import PermanentError

WITHOUT_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
WITH_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
EXPONENTS = dict.fromkeys(WITHOUT_DECIMALS.split(), 0) | dict.fromkeys(WITH_THREE_DECIMALS.split(), 3)
LARGEST_AMOUNT_MINOR = 10**12


class AmountError(PermanentError):
    reason = "bad_amount"


def exponent(currency: str) -> int:
    """Decimal places of a currency by ISO 4217: EUR 2, JPY 0, KWD 3."""
    return EXPONENTS.get(currency, 2)


def is_currency(text: str) -> bool:
    return len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()


def to_minor(amount: Decimal | str, currency: str) -> int:
    """15.80 EUR -> 1580, 1580 JPY -> 1580, 1.234 KWD -> 1234; half units round up.

    Raises AmountError when the text is no finite number, the currency no ISO code,
    or the amount beyond 10^12 minor units.
    """
    if not is_currency(currency):
        raise AmountError(f"{currency!r} is not an ISO 4217 currency code.", reason="bad_currency")
    try:
        value = Decimal(amount)
        if not value.is_finite() or value.adjusted() > 14:
            raise AmountError(f"The amount {amount!s:.40} is not a plausible sum of money.")
        minor = int(value.scaleb(exponent(currency)).quantize(Decimal(1), ROUND_HALF_UP))
    except InvalidOperation as error:
        raise AmountError(f"The amount {amount!s:.40} is not a decimal number.") from error
    if abs(minor) > LARGEST_AMOUNT_MINOR:
        raise AmountError(f"The amount {amount!s:.40} is beyond 10^12 minor units.")
    return minor


def to_decimal(minor: int, currency: str) -> Decimal:
    """1580 EUR -> Decimal('15.80')."""
    return Decimal(minor).scaleb(-exponent(currency))
