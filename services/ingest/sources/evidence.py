"""What an order tells of where it came from: click ids, UTM values and the referring host.

Evidence is read forgivingly: what is unreadable is left out, and never stops the money beside it.
"""

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qsl, urlsplit

from plaudit.events.click import UtmValues
from plaudit.events.order import ClickReference

CLICK_NAMES = ("plaudit_click", "click_id", "_plaudit_click", "_click_id")
"""Names that may carry a click id, ours first; shops hide attributes that begin with `_` from the buyer."""
CLICK_ID = re.compile(r"[A-Za-z0-9_]{1,64}\Z")
LONGEST_PATH = 8
LONGEST_URL = 4096
LONGEST_VALUE = 255
MOST_PARAMETERS = 200
UTM_FIELDS = ("source", "medium", "campaign", "term", "content")


def clicks_in_value(value: object, found_in: str) -> list[ClickReference]:
    """The path of clicks that one value holds: ids joined by `-`, oldest first; of more than 8 the last 8."""
    if not isinstance(value, str):
        return []
    path = [part for part in value.strip().split("-") if CLICK_ID.match(part)][-LONGEST_PATH:]
    return [ClickReference(click_id=click_id, found_in=found_in, position=i) for i, click_id in enumerate(path)]


def clicks_in_attributes(attributes: object, found_in: str) -> list[ClickReference]:
    """The clicks in a list of `{name, value}`, as cart attributes and line item properties are written."""
    pairs = list(_pairs(attributes))
    return [
        click
        for name in CLICK_NAMES
        for attribute, value in pairs
        if attribute == name
        for click in clicks_in_value(value, found_in)
    ]


def clicks_in_url(url: object, found_in: str) -> list[ClickReference]:
    """The clicks in the query of an address, whole or relative to the shop."""
    parameters = _parameters(url)
    return [
        click
        for name in CLICK_NAMES
        for parameter, value in parameters
        if parameter == name
        for click in clicks_in_value(value, found_in)
    ]


def utm_in_url(url: object) -> UtmValues:
    """The UTM values in the query of an address; of a repeated one the first."""
    values = dict(reversed(_parameters(url)))
    return UtmValues(**{field: label_of(values.get(f"utm_{field}")) for field in UTM_FIELDS})


def host_of(url: object) -> str | None:
    """The host of an address in lower case."""
    split = _split(url)
    try:
        return split.hostname if split else None
    except ValueError:
        return None


def label_of(value: object) -> str | None:
    """A short printable text, or a number as one; None for anything else."""
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text[:LONGEST_VALUE] if text and text.isprintable() else None


def _pairs(attributes: object) -> Iterator[tuple[str, object]]:
    for attribute in attributes if isinstance(attributes, list) else []:
        if isinstance(attribute, dict) and isinstance(attribute.get("name"), str):
            yield attribute["name"].strip(), attribute.get("value")


def _parameters(url: object) -> list[tuple[str, str]]:
    split = _split(url)
    try:
        return parse_qsl(split.query, max_num_fields=MOST_PARAMETERS) if split else []
    except ValueError:
        return []


def _split(url: object) -> SplitResult | None:
    if not isinstance(url, str) or len(url) > LONGEST_URL:
        return None
    try:
        return urlsplit(url.strip())
    except ValueError:
        return None
