"""Which site a click came from: the host alone, and whether it is one that only link scanners send."""

import re
from functools import lru_cache
from typing import NamedTuple

REMEMBERED = 4096
# Rewriters of mail links that open them to look inside; their own pages are never where a person clicked.
SCANNERS = ("mimecast", "emailprotection.link", "urlsand", "teams.cdn.office.net")
ORIGIN = re.compile(r"(?:https?|android-app)://(?:[^/?#@\\]*@)?([a-z0-9_.-]{1,253})(?::\d+)?(?=[/?#]|$)", re.IGNORECASE)
NUMERIC = re.compile(r"[0-9.]+\Z")


class Referrer(NamedTuple):
    host: str | None = None
    is_scanner: bool = False


class ReferrerReader:
    """Reads Referer headers; those that repeat are remembered."""

    def __init__(self) -> None:
        self.read = lru_cache(maxsize=REMEMBERED)(read_referrer)


def read_referrer(header: str) -> Referrer:
    """The host of a Referer; nothing of a malformed one or of a bare IP address, which may be a person's."""
    found = ORIGIN.match(header)
    if found is None or NUMERIC.match(found[1]):
        return Referrer()
    host = found[1].lower().strip(".")
    return Referrer(host or None, any(scanner in host for scanner in SCANNERS))
