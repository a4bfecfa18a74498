"""Numbers, money, times and reasons in words for people; nothing here rounds away that a value is missing."""

from datetime import date, datetime
from decimal import Decimal
from unicodedata import category
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_symbol
from markupsafe import Markup

from plaudit.money import exponent, to_decimal

LOCALE = "en"
DASH = "\u2013"
LONGEST_TEXT = 200
Number = int | float | Decimal


def plain(value: object) -> object:
    """Text without control and direction characters, and not longer than a page bears; other values as they are."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    shown = "".join(character for character in value if category(character) not in {"Cc", "Cf"})
    return shown if len(shown) <= LONGEST_TEXT else shown[:LONGEST_TEXT] + "…"


def money(value: Number | None, currency: str) -> str:
    """An amount with the decimals of its currency by ISO 4217: 1592 EUR -> €1,592.00."""
    return DASH if value is None else _amount(Decimal(str(value)), currency, exponent(currency))


def whole_money(value: Number | None, currency: str) -> str:
    """Large amounts without decimals, small ones with: €184,210 but €12.50."""
    if value is None or -1000 < value < 1000:
        return money(value, currency)
    return _amount(Decimal(str(value)), currency, 0)


def minor_money(minor: int | None, currency: str | None) -> str:
    """An amount in minor units of its own currency."""
    return DASH if minor is None or currency is None else money(to_decimal(minor, currency), currency)


def _amount(value: Decimal, currency: str, decimals: int) -> str:
    gap = "\u00a0" if get_currency_symbol(currency, LOCALE).isalpha() else ""
    pattern = f"¤{gap}#,##0" + ("." + "0" * decimals if decimals else "")
    return format_currency(value, currency, pattern, LOCALE, currency_digits=False)


def count(value: Number | None) -> str:
    """A count; fractions of orders with one decimal."""
    if value is None:
        return DASH
    return format_decimal(value, "#,##0" if float(value).is_integer() else "#,##0.0", locale=LOCALE)


def percent(value: Number | None, decimals: int = 1) -> str:
    return DASH if value is None else format_percent(value, "0." + "0" * decimals + "%", locale=LOCALE)


def factor(value: Number | None) -> str:
    return DASH if value is None else format_decimal(value, "#,##0.0", locale=LOCALE) + "\u00d7"


def interval(low: Number | None, high: Number | None) -> str:
    return "" if low is None or high is None else f"{percent(low)[:-1]}{DASH}{percent(high)}"


def moment(value: datetime | None, zone: str) -> str:
    """A time in the reporting zone, to the second."""
    return DASH if value is None else format_datetime(value, "d MMM y, HH:mm:ss", ZoneInfo(zone), LOCALE)


def day(value: date | None) -> str:
    return DASH if value is None else format_date(value, "d MMM y", LOCALE)


def words(value: str | None) -> str:
    """no_clicks -> no clicks."""
    return "" if value is None else value.replace("_", " ")


def ago(then: datetime, now: datetime) -> str:
    """How long before `now`, in its largest unit: 40 s ago, 3 h ago."""
    seconds = max(int((now - then).total_seconds()), 0)
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length} {unit} ago"
    return f"{seconds} s ago"
