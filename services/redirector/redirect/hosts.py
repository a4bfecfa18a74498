"""Which Host a link may be asked for under: ours, in any spelling; another is somebody else's mistake or trick."""

from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

LOCAL = "localhost"
WWW = "www."


class Hosts:
    """Takes the public host with or without `www.`, in any case, with any port; localhost; and bare addresses."""

    def __init__(self, public_url: str) -> None:
        self._public = _bare(urlsplit(public_url).netloc)
        self.accepts = lru_cache(maxsize=256)(self._accepts)

    def _accepts(self, host: str) -> bool:
        name = _bare(host)
        return name in {self._public, LOCAL} or _is_address(name)


def _bare(host: str) -> str:
    """A host name without port, `www.` and trailing dot, in lower case."""
    name = host.rpartition("@")[2].strip().lower()
    name = name[1:].partition("]")[0] if name.startswith("[") else name.partition(":")[0]
    return name.rstrip(".").removeprefix(WWW)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
