"""Stores: which shops may post, and the secrets that prove it is them."""

import threading
from collections.abc import Callable

import msgspec
from sqlalchemy import RowMapping, select

from plaudit.events.registry import StoreState
from plaudit.registry.changes import Change
from plaudit.registry.entities import Entities, Seam
from plaudit.registry.errors import RegistryUnavailableError
from plaudit.registry.tables import stores
from plaudit.registry.targets import checked_host
from plaudit.registry.views import KnownStore
from plaudit.security.vault import Vault

FRESH_SECONDS = 2.0
UNKNOWN_FRESH_SECONDS = 0.005


class Stores(Entities[KnownStore]):
    """Secrets are sealed at rest and bound to their store, and no event carries them."""

    table = stores
    key = "store"
    state = KnownStore

    def __init__(self, seam: Seam, vault: Vault, monotonic: Callable[[], float]) -> None:
        super().__init__(seam)
        self._vault = vault
        self._monotonic = monotonic
        self._known: dict[str, KnownStore] = {}
        self._asked_at = float("-inf")
        self._has_answered = False
        self._asking = threading.Lock()

    def find(self, store: str, fresh_seconds: float = FRESH_SECONDS) -> KnownStore | None:
        """The store as it was at most `fresh_seconds` ago, or as it was last known while the registry is down.

        Raises RegistryUnavailableError only when the registry never answered.
        """
        now, is_known = self._monotonic(), store in self._known
        age = now - self._asked_at if self._has_answered else float("inf")
        if age > (fresh_seconds if is_known else UNKNOWN_FRESH_SECONDS):
            self._refresh(now, wait=not is_known or fresh_seconds < FRESH_SECONDS)
        return self._known.get(store)

    def checked(self, change: Change, state: KnownStore, former: KnownStore | None) -> KnownStore:
        del change, former
        return msgspec.structs.replace(state, domain=state.domain and checked_host("domain", state.domain))

    def announced(self, state: KnownStore) -> StoreState:
        return StoreState(**{field: getattr(state, field) for field in StoreState.__struct_fields__})

    def row_of(self, state: KnownStore) -> dict[str, object]:
        row = super().row_of(state)
        secrets = msgspec.json.encode(row.pop("secrets"))
        return row | {"sealed_secrets": self._vault.seal(secrets, _context(state.store))}

    def state_of(self, row: RowMapping) -> KnownStore:
        secrets = self._vault.unseal(row["sealed_secrets"], _context(row["store"]))
        return KnownStore(
            **{field: row[field] for field in StoreState.__struct_fields__},
            secrets=msgspec.json.decode(secrets, type=tuple[str, ...]),
        )

    def _refresh(self, now: float, *, wait: bool) -> None:
        """Reads all stores, unless another thread began to after `now`; who need not wait for one goes on at once."""
        if not self._asking.acquire(blocking=wait):
            return
        try:
            if self._asked_at < now or not self._has_answered:
                self._read()
        finally:
            self._asking.release()

    def _read(self) -> None:
        """An answer is as old as its beginning; one that fails counts from its end, so that few wait in vain."""
        began = self._monotonic()
        try:
            with self._seam.database.reading() as connection:
                rows = connection.execute(select(stores)).mappings().all()
        except RegistryUnavailableError:
            self._asked_at = self._monotonic()
            if not self._has_answered:
                raise
        else:
            self._known = {row["store"]: self.state_of(row) for row in rows}
            self._has_answered, self._asked_at = True, began


def _context(store: str) -> str:
    return f"store/{store}"
