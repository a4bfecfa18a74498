"""What the redirect sees of a request, whichever server brought it."""

from collections.abc import Sequence
from typing import Protocol

import msgspec


class Headers(Protocol):
    """Header lines by lower-case name. A value that is not visible ASCII is there, but can't be read."""

    def get(self, key: str) -> str | None:
        """The first readable value."""
        ...

    def get_all(self, key: str) -> Sequence[str]: ...

    def __contains__(self, key: str) -> bool: ...


class Request(msgspec.Struct, frozen=True, gc=False):
    """`path` is percent-decoded, `query` is not; `address` is the client's, after trusted proxies."""

    method: str
    path: str
    query: str
    headers: Headers
    address: str
