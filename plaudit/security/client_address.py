"""The address a request comes from: the peer, or what proxies that we trust say of it."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address


class ClientAddresses:
    """Believes X-Forwarded-For only from `trusted` addresses and networks.

    Each proxy appends the address that it saw, so the list is read from the right: the first address that
    is no trusted proxy is the client, and everything left of it was claimed by the client itself.
    """

    def __init__(self, trusted: Iterable[str]) -> None:
        self._networks = [ip_network(network, strict=False) for network in trusted]
        self.is_trusted = lru_cache(maxsize=1024)(self._is_trusted)

    def find(self, peer: str, forwarded: Sequence[str]) -> str:
        """The client's address as text. `forwarded` are the values of all X-Forwarded-For lines, in order."""
        # A socket bound to `::` sees IPv4 clients as ::ffff:192.0.2.1; they are IPv4 all the same.
        found = str(_parse(peer) or peer) if ":" in peer else peer
        if not forwarded:
            return found
        hops = [hop.strip() for line in forwarded for hop in line.split(",")]
        while hops and self.is_trusted(found):
            hop = _parse(hops.pop())
            if hop is None:
                break
            found = str(hop)
        return found

    def _is_trusted(self, address: str) -> bool:
        parsed = _parse(address)
        return parsed is not None and any(parsed in network for network in self._networks)


def _parse(text: str) -> Address | None:
    """Reads `192.0.2.1`, `192.0.2.1:443`, `2001:db8::1`, `[2001:db8::1]:443`; an IPv4-mapped one as IPv4."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
