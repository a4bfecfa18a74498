"""Which user agents are programs: the crawler-user-agents list and our supplements, in one RE2 set."""

from importlib.metadata import distribution
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec
import re2

LIST = "crawler-user-agents"
RULES_VERSION = 1
PREVIEW_TAG = "social-preview"

Crawler = Literal["bot", "preview"]
Source = Literal["crawler_list", "crawler_supplement"]


class Pattern(NamedTuple):
    """An RE2 expression that is searched for anywhere in a user agent, case included."""

    expression: str
    crawler: Crawler
    source: Source


SUPPLEMENTS = (
    # Office looks at links before the browser opens them.
    Pattern(r"ms-office|Microsoft Office|Microsoft Outlook", "preview", "crawler_supplement"),
    # TikTok loads a page ahead; the rest of the string is an ordinary web view.
    Pattern(r"thirdLandingPageFeInfra", "preview", "crawler_supplement"),
    # Viber's fetcher; its in-app browser begins with Mozilla.
    Pattern(r"^Viber/", "preview", "crawler_supplement"),
    # Who declares a contact is a program; no in-app browser does.
    Pattern(r"\+https?://|\+mailto:", "bot", "crawler_supplement"),
)


class _Entry(msgspec.Struct):
    """What we read of an entry of the list."""

    pattern: str
    tags: list[str] = []


class CrawlerList:
    """Answers in about 1 µs, because the engine runs all patterns at once and never backtracks."""

    def __init__(self, patterns: tuple[Pattern, ...]) -> None:
        self._patterns = patterns
        self._set = re2.Set.SearchSet()
        for pattern in patterns:
            self._set.Add(pattern.expression)
        self._set.Compile()

    def find(self, user_agent: str) -> Pattern | None:
        """The pattern that decides: the list before the supplements, a previewer before any other program."""
        matches = [self._patterns[index] for index in self._set.Match(user_agent) or ()]
        return min(matches, key=lambda found: (found.source, found.crawler != "preview"), default=None)


def load_crawlers() -> CrawlerList:
    return CrawlerList((*_listed(), *SUPPLEMENTS))


def classifier_version() -> str:
    """Which list and which rules gave a class; it is kept with every click."""
    return f"{LIST} {distribution(LIST).version} rules {RULES_VERSION}"


def _listed() -> list[Pattern]:
    """Reads the list's file; its package would keep thousands of sample user agents in memory beside the patterns."""
    file = Path(str(distribution(LIST).locate_file("crawleruseragents/crawler-user-agents.json")))
    entries = msgspec.json.decode(file.read_bytes(), type=list[_Entry])
    return [
        Pattern(entry.pattern, "preview" if PREVIEW_TAG in entry.tags else "bot", "crawler_list") for entry in entries
    ]
