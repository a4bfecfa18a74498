"""The class of a request, by rules 1-6 on what the request itself shows; the first that fits decides."""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Literal, NamedTuple

import msgspec

from plaudit.events.click import RequestClass
from services.redirector.redirect.crawlers import CrawlerList, load_crawlers
from services.redirector.redirect.families import Families, FamilyReader
from services.redirector.redirect.referrers import Referrer, ReferrerReader
from services.redirector.redirect.request import Request

REMEMBERED = 4096
LONGEST_USER_AGENT = 1024
BARE_AGENTS = {"", "Mozilla/4.0", "Mozilla/5.0"}

Reason = Literal["method", "prefetch_header", "no_user_agent", "crawler_list", "crawler_supplement",
                 "referrer_list", "none"]  # fmt: skip
"""Which rule gave the class; `none` of a human click: no rule spoke against it."""

NO_FAMILIES = Families()
NO_REFERRER = Referrer()


class Agent(NamedTuple):
    """What a user agent alone shows; `request_class` is `human` when no rule on user agents fits."""

    request_class: RequestClass
    reason: Reason
    families: Families


class Reading(msgspec.Struct, frozen=True, gc=False):
    request_class: RequestClass
    reason: Reason
    families: Families
    referrer_host: str | None


NO_AGENT = Agent("no_ua", "no_user_agent", NO_FAMILIES)
# A user agent with bytes that are no ASCII exists, only we can't read it; some phones' names are like that.
UNREADABLE_AGENT = Agent("human", "none", NO_FAMILIES)


class Classifier:
    """Classes requests; what it found of a user agent or referrer is remembered, in memory only."""

    def __init__(self, crawlers: CrawlerList, families: FamilyReader) -> None:
        self._crawlers = crawlers
        self._families = families
        self._agent = lru_cache(maxsize=REMEMBERED)(self._read_agent)
        self._referrer = ReferrerReader().read

    def read(self, request: Request) -> Reading:
        headers = request.headers
        user_agent = headers.get("user-agent")
        if user_agent is None:
            agent = UNREADABLE_AGENT if "user-agent" in headers else NO_AGENT
        else:
            agent = self._agent(user_agent[:LONGEST_USER_AGENT])
        header = headers.get("referer")
        referrer = self._referrer(header) if header else NO_REFERRER
        families, host = agent.families, referrer.host
        if request.method != "GET":
            return Reading("head", "method", families, host)
        if is_prefetch(headers.get):
            return Reading("prefetch", "prefetch_header", families, host)
        if referrer.is_scanner and agent.request_class == "human":
            return Reading("bot", "referrer_list", families, host)
        return Reading(agent.request_class, agent.reason, families, host)

    def _read_agent(self, user_agent: str) -> Agent:
        if user_agent.strip() in BARE_AGENTS:
            return NO_AGENT
        crawler = self._crawlers.find(user_agent)
        if crawler is not None:
            return Agent(crawler.crawler, crawler.source, NO_FAMILIES)
        return Agent("human", "none", self._families.read(user_agent))


def is_prefetch(get: Callable[[str], str | None]) -> bool:
    """Whether the browser fetches ahead. A prerendered page that is then shown sends no second request."""
    sec_purpose, purpose, x_purpose, x_moz = get("sec-purpose"), get("purpose"), get("x-purpose"), get("x-moz")
    if not (sec_purpose or purpose or x_purpose or x_moz):
        return False
    return (
        "prefetch" in (sec_purpose or "").lower()
        or _word(purpose) == "prefetch"
        or _word(x_purpose) == "preview"
        or _word(x_moz) == "prefetch"
    )


def _word(value: str | None) -> str:
    return (value or "").strip().lower()


@cache
def load_classifier() -> Classifier:
    """The classifier, whose patterns are compiled once a process."""
    return Classifier(load_crawlers(), FamilyReader())
