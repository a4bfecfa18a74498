"""The way into the event log: payloads become events of one instant and are durable before anybody is told so."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from plaudit.errors import PermanentError
from plaudit.eventlog.protocol import LogUnavailableError, LogWriter
from plaudit.events.codec import Payload, encode
from plaudit.events.cost import Cost
from plaudit.events.engagement import Engagement
from plaudit.events.envelope import Event
from plaudit.events.erasure import Erasure
from plaudit.events.order import Order
from plaudit.events.refund import Refund
from plaudit.events.rejected import Rejected
from plaudit.ids import new_event_id

PATIENCE_SECONDS = 1.0
IMPORTS = "plaudit/ingest/imports"


def webhook_source(platform: str, store: str) -> str:
    """The CloudEvents source of a store's deliveries."""
    return f"plaudit/ingest/{platform}/{store}"


def key_of(payload: Payload) -> str:
    """The entity that an event of ingest is about."""
    match payload:
        case Order(store=store, order_id=order_id):
            return f"{store}/{order_id}"
        case Refund(store=store, order_id=order_id, order_ref=order_ref):
            return f"{store}/{order_id}" if order_id else f"{store}/ref:{order_ref}"
        case Rejected(store=store) | Erasure(store=store):
            return store
        case Engagement(post_id=post_id):
            return post_id
        case Cost(cost_id=cost_id):
            return cost_id
    raise PermanentError(f"Ingest writes no {type(payload).__name__}.")


def events_of(
    payloads: Sequence[Payload], *, source: str, time: datetime, new_id: Callable[[], str] = new_event_id
) -> list[Event]:
    """The events of one receipt, each with an id of its own."""
    return [encode(payload, event_id=new_id(), source=source, time=time, key=key_of(payload)) for payload in payloads]


class Outlet:
    """Appends for a request handler: whole or not at all, and within a time."""

    def __init__(self, writer: LogWriter) -> None:
        self._writer = writer

    async def append(self, events: Sequence[Event], patience_seconds: float = PATIENCE_SECONDS) -> None:
        """Returns once the events are durable.

        Raises LogUnavailableError when they are not, or when nobody knows after `patience_seconds`: then they
        may still become durable, and what the sender repeats is a duplicate.
        """
        waiting = asyncio.wrap_future(self._writer.submit(events))
        waiting.add_done_callback(_take_note)
        try:
            async with asyncio.timeout(patience_seconds):
                await asyncio.shield(waiting)
        except TimeoutError:
            raise LogUnavailableError(f"The log did not commit within {patience_seconds:g} s; send it again.") from None


def _take_note(waiting: "asyncio.Future[int]") -> None:
    """Looks at the outcome, so that a late failure of one that nobody awaits any more is not reported as forgotten."""
    if not waiting.cancelled():
        waiting.exception()
