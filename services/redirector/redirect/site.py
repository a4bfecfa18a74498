"""Everything on the public port as one function: links first, then the few pages, then nothing."""

from collections.abc import Callable
from typing import Protocol

from plaudit.clock import Clock
from plaudit.security.client_address import ClientAddresses
from services.redirector.redirect.answer import Answer, not_found, refuse
from services.redirector.redirect.budget import UnknownBudget
from services.redirector.redirect.decision import Decider
from services.redirector.redirect.hosts import Hosts
from services.redirector.redirect.request import Headers, Request

Work = Callable[[], Answer]
"""A page that takes longer than the loop may be held; run it on another thread."""


class Pages(Protocol):
    def find(self, request: Request) -> Work | None:
        """The page at the request's path; None when there is none."""
        ...


class Site:
    def __init__(
        self, decider: Decider, pages: Pages, *, addresses: ClientAddresses, hosts: Hosts, clock: Clock
    ) -> None:
        self._decider = decider
        self._pages = pages
        self._addresses = addresses
        self._hosts = hosts
        self._clock = clock
        self._budget = UnknownBudget()

    def open(self, method: str, path: str, query: str, headers: Headers, peer: str) -> Answer | Work:
        """`peer` is the address at the other end of the connection, without its port."""
        is_proxied = self._addresses.is_trusted(peer)
        address = self._addresses.find(peer, headers.get_all("x-forwarded-for") if is_proxied else ())
        request = Request(method, path, query, headers, address)
        host = headers.get("host")
        if is_proxied or host is None or self._hosts.accepts(host):
            answer = self._decider.decide(request, self._clock())
            return answer or self._pages.find(request) or self._unknown(request)
        # Probes and scrapers come under names of their own; links do not.
        return self._pages.find(request) or refuse(421, "This host has no links here.\n", "wrong_host")

    def _unknown(self, request: Request) -> Answer:
        seconds = self._budget.spend(request.address, self._clock())
        if seconds:
            return refuse(429, "Too many unknown links.\n", "throttled", ("retry-after", str(seconds)))
        return not_found("unknown")
