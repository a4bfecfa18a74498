"""The stores that may post, asked of the registry without ever waiting long for it."""

import asyncio
from collections.abc import Callable

from plaudit.errors import PlauditError
from plaudit.registry.views import KnownStore
from plaudit.telemetry.logs import get_logger
from services.ingest.answers import refusal

PATIENCE_SECONDS = 0.8
AT_ONCE = 0.0

FindStore = Callable[[str, float], KnownStore | None]
"""The store as it was at most so many seconds ago; blocks, and raises while the registry never answered."""

_log = get_logger(__name__)


class StoreDirectory:
    """Finds stores off the event loop; while the registry is down or slow, a known store stays known."""

    def __init__(self, find: FindStore, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._find = find
        self._patience_seconds = patience_seconds
        self._known: dict[str, KnownStore] = {}

    @property
    def known(self) -> int:
        """How many stores have been found so far."""
        return len(self._known)

    async def find(self, store: str, fresh_seconds: float) -> KnownStore | None:
        """None when there is no such store; raises Problem 503 when the registry can't tell and never could."""
        try:
            async with asyncio.timeout(self._patience_seconds):
                found = await asyncio.to_thread(self._find, store, fresh_seconds)
        except (PlauditError, TimeoutError) as error:
            _log.warning("registry_unreachable", store_known=store in self._known, error=type(error).__name__)
            if store not in self._known:
                raise refusal("registry_unavailable") from error
            return self._known[store]
        if found is None:
            self._known.pop(store, None)
            return None
        self._known[store] = found
        return found
