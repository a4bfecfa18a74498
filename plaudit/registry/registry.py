"""The registry as a whole: opened once a process, shared by its threads."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from plaudit import ids
from plaudit.clock import Clock
from plaudit.eventlog.protocol import EventLog
from plaudit.registry.agreements import Agreements
from plaudit.registry.campaigns import Campaigns
from plaudit.registry.codes import Codes
from plaudit.registry.creators import Creators
from plaudit.registry.database import Database
from plaudit.registry.entities import Seam
from plaudit.registry.links import Links, Mints
from plaudit.registry.outbox import Outbox
from plaudit.registry.posts import Posts
from plaudit.registry.relay import Relay
from plaudit.registry.salts import Salts
from plaudit.registry.stores import Stores
from plaudit.registry.tokens import Tokens
from plaudit.security.keys import Keys
from plaudit.security.vault import Vault
from plaudit.settings import Settings


class Registry:
    """What is known of campaigns, creators, links, codes, posts and stores, beside tokens and salts."""

    def __init__(self, database: Database, settings: Settings, keys: Keys, clock: Clock, mints: Mints) -> None:
        self._database = database
        self._settings = settings
        self._listeners: list[Callable[[], None]] = []
        seam = Seam(database, clock, self._tell)
        own_hosts = own_hosts_of(settings)
        self.campaigns = Campaigns(seam, own_hosts)
        self.creators = Creators(seam)
        self.agreements = Agreements(seam, mints.new_id)
        self.links = Links(seam, own_hosts, mints)
        self.codes = Codes(seam, mints.new_id)
        self.posts = Posts(seam)
        self.stores = Stores(seam, Vault(keys.master), time.monotonic)
        self.tokens = Tokens(seam, mints.new_id, time.monotonic)
        self.salts = Salts(seam)
        self.outbox = Outbox(database)

    def relay_to(self, event_log: EventLog) -> Relay:
        """A relay of this registry's changes, woken by each of them; the caller starts and stops it."""
        relay = Relay(self.outbox, event_log, self._settings.data_dir / "registry.relay.lock")
        self._listeners.append(relay.wake)
        return relay

    def close(self) -> None:
        self._database.close()

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()


def open_registry(settings: Settings, keys: Keys, clock: Clock, mints: Mints | None = None) -> Registry:
    """Opens the registry and makes the tables that are missing; safe when several processes start at once.

    Raises MisconfiguredError for a URL that can't be used, RegistryUnavailableError when nothing answers.
    """
    database = Database(settings.registry_database)
    database.create_tables()
    return Registry(database, settings, keys, clock, mints or Mints(ids.new_slug, ids.new_resource_id))


def own_hosts_of(settings: Settings) -> frozenset[str]:
    """The hosts that answer as ourselves: links must not lead back to them."""
    host = urlsplit(settings.short_url_base).hostname or ""
    return frozenset({host, f"www.{host}"})
