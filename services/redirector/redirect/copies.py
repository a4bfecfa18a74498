"""The worker's copies of the registry: its links and the salts of the days, taken over by change number."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Protocol

from plaudit.clock import Clock
from plaudit.registry.views import LinkView
from services.redirector.redirect.links import LinkTable
from services.redirector.redirect.visitors import VisitorKeys

SALTS_AHEAD = timedelta(days=2)


class LinkSource(Protocol):
    def changes_after(self, change: int) -> list[LinkView]: ...


class SaltSource(Protocol):
    def known(self) -> Mapping[date, bytes]: ...

    def keep(self) -> None:
        """Mints what is missing up to two days ahead and destroys what is older than 48 h."""
        ...


class Source(Protocol):
    """The part of the registry that a worker follows."""

    @property
    def links(self) -> LinkSource: ...

    @property
    def salts(self) -> SaltSource: ...


class LinkCopy:
    """Fills the table at the first call and follows the registry's changes at each later one."""

    def __init__(self, source: Callable[[], LinkSource], table: LinkTable) -> None:
        self._source = source
        self._table = table
        self.is_loaded = False

    def refresh(self) -> None:
        self._table.apply(self._source().changes_after(self._table.change))
        self.is_loaded = True


class SaltCopy:
    """Asks for salts only when a day within the next two has none, so an ordinary round costs nothing.

    A new day lacks its day after next: then the registry also destroys the salts that are too old.
    """

    def __init__(self, source: Callable[[], SaltSource], visitors: VisitorKeys, clock: Clock) -> None:
        self._source = source
        self._visitors = visitors
        self._clock = clock

    def refresh(self) -> None:
        if not self._visitors.has_salt(self._clock().date() + SALTS_AHEAD):
            source = self._source()
            source.keep()
            self._visitors.use(source.known())
