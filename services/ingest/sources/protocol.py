"""What a source of webhooks has to know: its signature, its headers and its dialect."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from plaudit.events.delivery import Delivery
from plaudit.events.erasure import Erasure
from plaudit.events.order import Order
from plaudit.events.refund import Refund
from plaudit.registry.views import KnownStore
from plaudit.security.keys import Keys
from plaudit.security.signatures import Headers

Fact = Order | Refund | Erasure
Document = Mapping[str, Any]


class Claim(NamedTuple):
    """What a delivery says of itself. A header is not signed: a topic is a claim, an id is for display."""

    topic: str
    delivery_id: str | None


class Context(NamedTuple):
    """What a normaliser may know beside the document.

    `received_at` is when the delivery first came in, also when it is a replay that is normalised now.
    """

    store: KnownStore
    keys: Keys
    delivery: Delivery
    received_at: datetime


class Source(Protocol):
    """One platform. A module of `services.ingest.sources` is one; none of its functions does I/O."""

    def verify(self, body: bytes, headers: Headers, store: KnownStore, now: int) -> None:
        """Whether the raw bytes are signed with a secret of this store; `now` in unix seconds.

        Raises SignatureError, also when a header names another shop than the store's.
        """
        ...

    def read_claim(self, headers: Headers, document: Document | None) -> Claim:
        """Topic and id of a delivery; `document` is None when its JSON was beyond the limits."""
        ...

    def normalise(self, document: Document, context: Context) -> list[Fact]:
        """The facts that an authentic document states, the delivery's own (`part` 0) first.

        Raises UnacceptableError when it states none, or one that can't be true.
        """
        ...
