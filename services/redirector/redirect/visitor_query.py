"""What the visitor's own query says: recorded, never followed."""

from typing import NamedTuple
from urllib.parse import unquote_plus

from plaudit.events.click import UtmValues
from services.redirector.redirect.destination import FIELDS

LONGEST = 64
MOST_PAIRS = 64
NAMES = {f"utm_{field}": field for field in FIELDS} | {"sub_id": "sub_id"}


class VisitorQuery(NamedTuple):
    utm: UtmValues = UtmValues()
    sub_id: str | None = None


EMPTY = VisitorQuery()


def read_query(query: str) -> VisitorQuery:
    """UTM values and sub_id, each 1-64 printable characters; of a repeated one the first.

    A value with an @ is left out: newsletters put their readers' e-mail addresses there.
    """
    if "utm_" not in query and "sub_id" not in query:
        return EMPTY
    found: dict[str, str] = {}
    for pair in query.split("&", MOST_PAIRS)[:MOST_PAIRS]:
        name, _, value = pair.partition("=")
        if name in NAMES and _is_kept(text := unquote_plus(value)):
            found.setdefault(NAMES[name], text)
    sub_id = found.pop("sub_id", None)
    return VisitorQuery(UtmValues(**found), sub_id)


def _is_kept(text: str) -> bool:
    return 0 < len(text) <= LONGEST and text.isprintable() and "@" not in text
