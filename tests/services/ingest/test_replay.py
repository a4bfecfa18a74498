"""Dead letters that are read again: with what the code and the registry know now."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from plaudit.clock import Clock
from plaudit.errors import PlauditError
from plaudit.eventlog.memory import MemoryLog
from plaudit.events.codec import Payload, decode
from plaudit.events.order import Order
from plaudit.events.refund import Refund
from plaudit.events.rejected import Rejected
from plaudit.security.vault import SealBrokenError, Vault
from plaudit.settings import load_settings
from services.ingest import replay
from services.ingest.reasons import UnacceptableError
from tests.support.ingest import NOW, Ingest, Prepared, as_body, events_in
from tests.support.webhooks import read_payload

LATER = NOW + timedelta(days=3)
UPDATED = read_payload("shopify_orders_updated_partial_refund.json")


def dead_letter(ingest: Ingest, body: bytes, topic: str) -> dict[str, Any]:
    """What `analytics.duckdb` shows of a delivery that was refused."""
    assert ingest.post_shopify(body, topic).status_code == 200
    letter = ingest.written()[-1]
    assert isinstance(letter, Rejected)
    return {
        "dead_letter_id": "ingest-1:7",
        "source": letter.source,
        "store": letter.store,
        "topic": letter.delivery.topic,
        "delivery_id": letter.delivery.delivery_id,
        "received_at": letter.delivery.received_at,
        "sealed": letter.sealed,
    }


def replayed(prepared: Prepared, letter: dict[str, Any], clock: Clock = lambda: LATER) -> list[Payload]:
    log = MemoryLog()
    count = replay.main(load_settings({}, data_dir=prepared.data_dir), letter, clock=clock, log=log)
    found = [decode(event.type, event.data) for event in events_in(log)]
    assert len(found) == count
    return found


def test_what_the_code_can_read_by_now_is_appended_whole_and_names_what_it_replaces(
    ingest: Ingest, prepared: Prepared
) -> None:
    letter = dead_letter(ingest, UPDATED, "orders/not_yet")
    order, refund = replayed(prepared, letter | {"topic": "orders/updated"})
    assert isinstance(order, Order)
    assert isinstance(refund, Refund)
    assert order.delivery.replaces == refund.delivery.replaces == "ingest-1:7"
    assert order.delivery.received_at == LATER
    original = ingest.written()[-1]
    assert isinstance(original, Rejected)
    assert order.delivery.body_hash == original.delivery.body_hash
    assert order.delivery.delivery_id == original.delivery.delivery_id


def test_a_replay_states_what_the_delivery_would_have_stated(ingest: Ingest, prepared: Prepared) -> None:
    letter = dead_letter(ingest, UPDATED, "orders/not_yet") | {"topic": "orders/updated"}
    ingest.post_shopify(UPDATED, "orders/updated")
    delivered = ingest.written()[1:]
    again = replayed(prepared, letter)
    assert [without_delivery(fact) for fact in again] == [without_delivery(fact) for fact in delivered]


def without_delivery(fact: Payload) -> Payload:
    assert isinstance(fact, Order | Refund)
    bare = msgspec.structs.replace(fact.delivery, replaces=None, received_at=NOW)
    return msgspec.structs.replace(fact, delivery=bare)


def test_a_deletion_keeps_the_time_it_first_came_as_its_version(ingest: Ingest, prepared: Prepared) -> None:
    letter = dead_letter(ingest, as_body({"id": 5}), "orders/not_yet") | {"topic": "orders/delete"}
    (order,) = replayed(prepared, letter)
    assert isinstance(order, Order)
    assert order.version == NOW


def test_the_replay_writes_an_origin_of_its_own(ingest: Ingest, prepared: Prepared) -> None:
    log = MemoryLog()
    letter = dead_letter(ingest, UPDATED, "orders/not_yet") | {"topic": "orders/updated"}
    replay.main(load_settings({}, data_dir=prepared.data_dir), letter, clock=lambda: LATER, log=log)
    (origin,) = log.origins("events")
    assert origin.origin.startswith("replay-")
    assert (origin.head, origin.living) == (2, False)


def unknown_topic(ingest: Ingest, letter: dict[str, Any]) -> dict[str, Any]:
    return letter


def other_bytes(ingest: Ingest, letter: dict[str, Any]) -> dict[str, Any]:
    return letter | {"sealed": bytes(letter["sealed"][:-1]) + b"x"}


def other_store(ingest: Ingest, letter: dict[str, Any]) -> dict[str, Any]:
    return letter | {"store": "ines", "source": "standard/ines"}


def unknown_store(ingest: Ingest, letter: dict[str, Any]) -> dict[str, Any]:
    sealed = Vault(ingest.keys.master).seal(b"{}", "dead-letter/gone")
    return letter | {"store": "gone", "source": "shopify/gone", "sealed": sealed}


def other_platform(ingest: Ingest, letter: dict[str, Any]) -> dict[str, Any]:
    return letter | {"source": "woocommerce/lumen"}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (unknown_topic, UnacceptableError),
        (other_bytes, SealBrokenError),
        (other_store, SealBrokenError),
        (unknown_store, replay.UnknownSenderError),
        (other_platform, replay.UnknownSenderError),
    ],
)
def test_what_can_not_be_read_still_appends_nothing(
    ingest: Ingest,
    prepared: Prepared,
    change: Callable[[Ingest, dict[str, Any]], dict[str, Any]],
    error: type[PlauditError],
) -> None:
    letter = change(ingest, dead_letter(ingest, UPDATED, "orders/not_yet"))
    log = MemoryLog()
    with pytest.raises(error):
        replay.main(load_settings({}, data_dir=prepared.data_dir), letter, clock=lambda: LATER, log=log)
    assert log.origins("events") == []
