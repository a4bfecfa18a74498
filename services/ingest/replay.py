"""Puts the bytes of a dead letter through the code as it is now, and appends what they state."""

import hashlib
from datetime import datetime

import msgspec

from plaudit.clock import Clock, system_clock
from plaudit.errors import PermanentError
from plaudit.eventlog.backends import open_log
from plaudit.eventlog.protocol import EventLog
from plaudit.events.delivery import Delivery
from plaudit.registry import open_registry
from plaudit.registry.views import KnownStore
from plaudit.security.keys import load_keys
from plaudit.security.vault import Vault
from plaudit.settings import Settings
from services.ingest.deliveries import Reader, seal_context
from services.ingest.documents import read_object
from services.ingest.outlet import events_of, webhook_source
from services.ingest.sources import SOURCES


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A dead letter as `analytics.duckdb` shows it; `source` is `platform/store`."""

    dead_letter_id: str
    source: str
    store: str
    topic: str
    delivery_id: str | None
    received_at: datetime
    sealed: bytes


class UnknownSenderError(PermanentError):
    """The store or its platform is no longer there, or never sent this."""

    reason = "unknown_sender"


def main(
    settings: Settings, letter: dict[str, object], *, clock: Clock = system_clock, log: EventLog | None = None
) -> int:
    """Appends the facts of a dead letter under an origin of its own and returns how many they are.

    The signature was verified when the delivery came in. `letter` has the fields of DeadLetter. Raises
    UnacceptableError when the bytes are refused still, SealBrokenError when this master key does not open
    them, UnknownSenderError, LogUnavailableError; nothing is appended then.
    """
    dead = msgspec.convert(letter, DeadLetter)
    keys = load_keys(settings.data_dir)
    body = Vault(keys.master).unseal(dead.sealed, seal_context(dead.store))
    store = _store(settings, dead, clock)
    now = clock()
    delivery = Delivery(
        received_at=now,
        topic=dead.topic,
        body_hash=hashlib.sha256(body).hexdigest(),
        delivery_id=dead.delivery_id,
        replaces=dead.dead_letter_id,
    )
    facts = Reader(SOURCES[store.platform], store, keys).facts(read_object(body), delivery, dead.received_at)
    writer = (log or open_log(settings)).open_writer("events", "replay")
    try:
        writer.append(events_of(facts, source=webhook_source(store.platform, store.store), time=now))
    finally:
        writer.close()
    return len(facts)


def _store(settings: Settings, dead: DeadLetter, clock: Clock) -> KnownStore:
    """The store as it is now, if it still is of the platform that sent the letter."""
    registry = open_registry(settings, load_keys(settings.data_dir), clock)
    try:
        store = registry.stores.find(dead.store)
    finally:
        registry.close()
    if store is None or dead.source != f"{store.platform}/{store.store}" or store.platform not in SOURCES:
        raise UnknownSenderError(f"{dead.dead_letter_id} is of {dead.source}, which the registry does not know.")
    return store
