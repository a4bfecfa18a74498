"""Where a link leads: its destination with UTM values, cut where the click id goes."""

from typing import NamedTuple
from urllib.parse import quote, unquote_plus

from plaudit.events.click import UtmValues

CLICK_ID = "plaudit_click"
FIELDS = ("source", "medium", "campaign", "term", "content")
PRINTABLE = "".join(chr(code) for code in range(0x21, 0x7F))


class Destination(NamedTuple):
    """`before` + `&plaudit_click=…` + `after` is the Location with a click id, `plain` the one without."""

    before: str
    after: str
    plain: str
    utm: UtmValues

    def with_click(self, click_id: str) -> str:
        return f"{self.before}{click_id}{self.after}"


def prepare(url: str, own: UtmValues, fallback: UtmValues) -> Destination:
    """Lays the UTM values into a URL once: the link's own, else what the URL carries, else the fallback.

    Pairs that are not replaced keep their bytes and their order; the fragment stays last. A click id that
    the URL carries is dropped, as it is nobody's. What no header may hold is percent-encoded.
    """
    address, hash_sign, fragment = to_ascii(url).partition("#")
    page, _, query = address.partition("?")
    pairs = [pair for pair in query.split("&") if query and _name(pair) != CLICK_ID]
    carried = _carried(pairs)
    chosen = {field: _choose(field, own, carried, fallback) for field in FIELDS}
    kept = [pair for pair in pairs if getattr(own, _field(pair) or "", None) is None]
    added = [
        f"utm_{field}={quote(value, safe='')}"
        for field, value in chosen.items()
        if value is not None and (getattr(own, field) is not None or field not in carried)
    ]
    plain = f"{page}?{'&'.join(kept + added)}"
    tail = hash_sign + fragment
    return Destination(f"{plain}&{CLICK_ID}=", tail, plain + tail, UtmValues(**chosen))


def to_ascii(url: str) -> str:
    """Percent-encodes whatever a header may not hold and leaves every other byte as it is."""
    return quote(url, safe=PRINTABLE)


def _choose(field: str, own: UtmValues, carried: dict[str, str], fallback: UtmValues) -> str | None:
    value: str | None = getattr(own, field)
    if value is None:
        value = carried[field] or None if field in carried else getattr(fallback, field)
    return value


def _carried(pairs: list[str]) -> dict[str, str]:
    """UTM values by field; of a repeated one the first, as shops read it."""
    found: dict[str, str] = {}
    for pair in pairs:
        if (field := _field(pair)) is not None:
            found.setdefault(field, unquote_plus(pair.partition("=")[2]))
    return found


def _field(pair: str) -> str | None:
    name = _name(pair)
    return name[4:] if name.startswith("utm_") and name[4:] in FIELDS else None


def _name(pair: str) -> str:
    return unquote_plus(pair.partition("=")[0])
