"""From payload types to events and back: the table of event types, encoding and strict decoding."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from plaudit.errors import PermanentError
from plaudit.events.click import Click
from plaudit.events.cost import Cost
from plaudit.events.engagement import Engagement
from plaudit.events.envelope import Event, Stream
from plaudit.events.erasure import Erasure
from plaudit.events.order import Order
from plaudit.events.refund import Refund
from plaudit.events.registry import RegistryChange
from plaudit.events.rejected import Rejected

Payload = Click | Order | Refund | Rejected | Engagement | Cost | RegistryChange | Erasure

TYPES: dict[str, type[Payload]] = {
    "plaudit.click.v1": Click,
    "plaudit.order.v1": Order,
    "plaudit.refund.v1": Refund,
    "plaudit.rejected.v1": Rejected,
    "plaudit.engagement.v1": Engagement,
    "plaudit.cost.v1": Cost,
    "plaudit.registry.v1": RegistryChange,
    "plaudit.erasure.v1": Erasure,
}
NAMES: dict[type[Payload], str] = {payload: name for name, payload in TYPES.items()}

_encoder = msgspec.json.Encoder()
_decoders: dict[str, Callable[[bytes], Payload]] = {
    name: msgspec.json.Decoder(payload).decode for name, payload in TYPES.items()
}


class UndecodableError(PermanentError):
    reason = "undecodable"


def stream_of(event_type: str) -> Stream:
    """Clicks have a stream of their own; all else shares `events`."""
    return "clicks" if event_type == "plaudit.click.v1" else "events"


def encode(payload: Payload, *, event_id: str, source: str, time: datetime, key: str) -> Event:
    """Makes the event of a payload; `data` is compact JSON without a line break."""
    return Event(event_id, NAMES[type(payload)], source, time, key, _encoder.encode(payload))


def decode(event_type: str, data: bytes) -> Payload:
    """The payload of an event. Raises UndecodableError for an unknown type or data that is not of it."""
    try:
        return _decoders[event_type](data)
    except KeyError:
        raise UndecodableError(f"Nothing here knows the event type {event_type!r}.", reason="unknown_type") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UndecodableError(f"The data is no {event_type}: {error}.") from error
