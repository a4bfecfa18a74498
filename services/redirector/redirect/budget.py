"""A budget of unknown links per network, so that guessing slugs is slow and loud."""

from collections import Counter
from datetime import datetime
from socket import AF_INET6, inet_pton

MOST_PER_MINUTE = 20
MOST_NETWORKS = 50_000
MINUTE_SECONDS = 60


class UnknownBudget:
    """Counts by network (IPv4 /24, IPv6 /48) within a minute of the clock; used by the loop's thread alone.

    Links that exist are never refused for it: behind one carrier's address there are many followers.
    """

    def __init__(self) -> None:
        self._minute = 0
        self._spent: Counter[str] = Counter()

    def spend(self, address: str, now: datetime) -> int:
        """0 when the network may ask for one more unknown link, else the seconds until it may again."""
        minute, second = divmod(int(now.timestamp()), MINUTE_SECONDS)
        if minute != self._minute:
            self._minute = minute
            self._spent.clear()
        network = _network(address)
        if network in self._spent or len(self._spent) < MOST_NETWORKS:
            self._spent[network] += 1
        return MINUTE_SECONDS - second if self._spent[network] > MOST_PER_MINUTE else 0


def _network(address: str) -> str:
    if ":" not in address:
        return address.rpartition(".")[0]
    try:
        return inet_pton(AF_INET6, address.partition("%")[0])[:6].hex()
    except OSError:
        return address
