"""From an authentic body to what is written down of it: its facts, or the dead letter it became."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from plaudit.events.codec import Payload
from plaudit.events.delivery import Delivery
from plaudit.events.rejected import Rejected
from plaudit.registry.views import KnownStore
from plaudit.security.keys import Keys
from plaudit.security.signatures import Headers
from plaudit.security.vault import Vault
from plaudit.telemetry.logs import get_logger
from services.ingest.documents import read_object
from services.ingest.reasons import UnacceptableError
from services.ingest.sources.protocol import Claim, Context, Document, Fact, Source

LABEL = re.compile(r"[A-Za-z0-9._:/+=-]{1,128}\Z")
"""What is kept of a header: nothing that could be an e-mail or a sentence."""

_log = get_logger(__name__)


class Reader(NamedTuple):
    """Reads the deliveries of one store in its platform's dialect."""

    source: Source
    store: KnownStore
    keys: Keys

    def read(self, body: bytes, headers: Headers, received_at: datetime) -> Sequence[Payload]:
        """What is appended of an authentic delivery: one payload or more.

        Raises NotJsonError for a body that is no JSON object; whatever else is wrong becomes a dead letter.
        """
        try:
            document = read_object(body)
        except UnacceptableError as error:
            return [self._dead_letter(error, body, self._delivery(body, headers, None, received_at))]
        delivery = self._delivery(body, headers, document, received_at)
        try:
            return self.facts(document, delivery, received_at)
        except UnacceptableError as error:
            return [self._dead_letter(error, body, delivery)]

    def facts(self, document: Document, delivery: Delivery, received_at: datetime) -> list[Fact]:
        """The facts of a document. Raises UnacceptableError, also when our own code fails at it."""
        try:
            return self.source.normalise(document, Context(self.store, self.keys, delivery, received_at))
        except UnacceptableError:
            raise
        except Exception as error:
            _log.error("normaliser_failed", platform=self.store.platform, topic=delivery.topic, place=place_of(error))
            raise UnacceptableError("unforeseen", f"the code failed with {type(error).__name__}") from error

    def _delivery(
        self, body: bytes, headers: Headers, document: Mapping[str, object] | None, received_at: datetime
    ) -> Delivery:
        claim = labelled(self.source.read_claim(headers, document))
        return Delivery(
            received_at=received_at,
            topic=claim.topic,
            body_hash=hashlib.sha256(body).hexdigest(),
            delivery_id=claim.delivery_id,
        )

    def _dead_letter(self, error: UnacceptableError, body: bytes, delivery: Delivery) -> Rejected:
        return Rejected(
            source=f"{self.store.platform}/{self.store.store}",
            store=self.store.store,
            reason=error.reason,
            detail=str(error),
            sealed=Vault(self.keys.master).seal(body, seal_context(self.store.store)),
            delivery=delivery,
        )


def seal_context(store: str) -> str:
    """What a store's dead letters are bound to when they are sealed."""
    return f"dead-letter/{store}"


def labelled(claim: Claim) -> Claim:
    """The claim as far as it may be kept; an unusual topic becomes the empty one, which nothing reads."""
    topic, delivery_id = claim
    has_id = delivery_id is not None and LABEL.match(delivery_id)
    return Claim(topic if LABEL.match(topic) else "", delivery_id if has_id else None)


def place_of(error: Exception) -> str:
    """Where an exception was raised, for a log that must not repeat its message."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else "unknown"
