"""How a slug may be spelled: case-insensitive, kept in lower case."""

import re

from plaudit.registry.errors import RefusedError

SPELLING = re.compile(r"[a-z0-9_-]{1,64}")
RESERVED = frozenset(
    {"api", "qr", "c", "t.js", "livez", "healthz", "readyz", "metrics", "version", "docs", "static", "robots.txt",
     "favicon.ico"}
)  # fmt: skip
"""First segments of paths that mean something else."""


def vanity_slug(text: str) -> str:
    """The slug that was wished for, as it is kept. Raises RefusedError when it can't be one."""
    slug = text.lower()
    if slug in RESERVED:
        raise RefusedError(f"The slug {slug!r} is reserved; choose another.", field="slug", reason="reserved")
    if not text.isascii() or not SPELLING.fullmatch(slug):
        raise RefusedError("A slug has 1 to 64 letters, digits, - or _.", field="slug", reason="bad_slug")
    return slug
