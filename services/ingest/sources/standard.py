"""Any other shop, by Standard Webhooks and Plaudit's own generic order."""

from collections.abc import Mapping
from typing import Any

import msgspec

from plaudit.events.click import UtmValues
from plaudit.events.order import ClickReference, Order, OrderAmounts, OrderCode, OrderPerson, OrderStatus
from plaudit.events.refund import Refund
from plaudit.registry.views import KnownStore
from plaudit.security.signatures import Headers, check_standard
from services.ingest.reasons import UnacceptableError
from services.ingest.sources.evidence import UTM_FIELDS, clicks_in_url, clicks_in_value, host_of, label_of, utm_in_url
from services.ingest.sources.generic import Envelope, GenericAttribution, GenericCustomer, GenericOrder, GenericRefund
from services.ingest.sources.people import person_of
from services.ingest.sources.protocol import Claim, Context, Document, Fact
from services.ingest.sources.shapes import exact_minor, read_shape

SHAPES: Mapping[str, type[GenericOrder | GenericRefund]] = {
    "order.created": GenericOrder,
    "order.paid": GenericOrder,
    "order.updated": GenericOrder,
    "order.cancelled": GenericOrder,
    "order.refunded": GenericRefund,
}
"""What the `data` of each topic is."""
STATES: Mapping[str, OrderStatus] = {
    "order.created": OrderStatus(state="pending", has_been_paid=False),
    "order.paid": OrderStatus(state="paid", has_been_paid=True),
    "order.cancelled": OrderStatus(state="cancelled", has_been_paid=False),
}
"""`order.updated` is not here: it changes amounts and codes, never the payment."""


def verify(body: bytes, headers: Headers, store: KnownStore, now: int) -> None:
    check_standard(body, headers, store.secrets, now)


def read_claim(headers: Headers, document: Document | None) -> Claim:
    topic = (document or {}).get("type")
    return Claim(topic if isinstance(topic, str) else "", headers.get("webhook-id"))


def normalise(document: Document, context: Context) -> list[Fact]:
    envelope = read_shape(Envelope, document)
    return [fact_of(envelope.type, read_shape(shape_of(envelope.type), envelope.data), context)]


def shape_of(topic: object) -> type[GenericOrder | GenericRefund]:
    """Raises UnacceptableError for a topic that the generic order does not have."""
    if not isinstance(topic, str) or topic not in SHAPES:
        raise UnacceptableError("unknown_topic", f"The type is one of {', '.join(SHAPES)}.", "type")
    return SHAPES[topic]


def fact_of(topic: str, data: GenericOrder | GenericRefund, context: Context) -> Fact:
    """What deliveries and imports alike state. Raises UnacceptableError for an amount that can't be."""
    return _refund(data, context) if isinstance(data, GenericRefund) else _order(topic, data, context)


def _order(topic: str, order: GenericOrder, context: Context) -> Order:
    """The generic order does not say when it was placed: that is the earliest version that anybody has seen."""
    attribution = order.attribution or GenericAttribution()
    return Order(
        store=context.store.store,
        platform=context.store.platform,
        order_id=order.order_id,
        order_number=label_of(order.order_number),
        version=order.occurred_at,
        delivery=context.delivery,
        status=STATES.get(topic),
        amounts=_amounts(order, is_needed=topic != "order.cancelled"),
        codes=_codes(order.discount_codes),
        person=_person(order.customer, context),
        clicks=_clicks(attribution),
        utm=_utm(attribution),
        referrer_host=host_of(attribution.referrer),
        is_test=order.test,
    )


def _amounts(order: GenericOrder, *, is_needed: bool) -> OrderAmounts | None:
    if order.amounts is None or order.currency is None:
        if is_needed:
            missing = "amounts" if order.amounts is None else "currency"
            raise UnacceptableError("missing_field", "Only a cancellation may leave it out.", missing)
        return None
    return OrderAmounts(
        currency=order.currency,
        gross_minor=exact_minor(order.amounts.total, order.currency, "amounts.total"),
        net_items_minor=exact_minor(order.amounts.net_items, order.currency, "amounts.net_items"),
    )


def _codes(codes: list[str] | None) -> list[OrderCode] | None:
    return None if codes is None else [OrderCode(code=code) for code in codes if code.strip()]


def _person(customer: GenericCustomer | None, context: Context) -> OrderPerson | None:
    """A shop that sends neither id nor e-mail may name its customer by a hash of its own."""
    if customer is None:
        return None
    digest = f"email_sha256:{customer.email_sha256}" if customer.email_sha256 else None
    return person_of(context.keys, context.store.store, [customer.email], customer.id or digest)


def _clicks(attribution: GenericAttribution) -> list[ClickReference]:
    return [
        *clicks_in_value(attribution.plaudit_click, "attribution"),
        *clicks_in_value(attribution.click_id, "attribution"),
        *clicks_in_url(attribution.landing_url, "landing_url"),
    ]


def _utm(attribution: GenericAttribution) -> UtmValues:
    """The values that the shop names, each with the landing address as its second source."""
    stated: Mapping[str, Any] = attribution.utm or {}
    landed = msgspec.structs.asdict(utm_in_url(attribution.landing_url))
    return UtmValues(**{field: label_of(stated.get(field)) or landed[field] for field in UTM_FIELDS})


def _refund(refund: GenericRefund, context: Context) -> Refund:
    return Refund(
        store=context.store.store,
        platform=context.store.platform,
        order_id=refund.order_id,
        refund_id=refund.refund_id,
        kind="single",
        status="succeeded",
        version=refund.occurred_at,
        refunded_at=refund.occurred_at,
        currency=refund.currency,
        amount_minor=exact_minor(refund.amounts.net_items, refund.currency, "amounts.net_items"),
        basis="commission_base",
        delivery=context.delivery,
        is_full=refund.full,
        is_test=refund.test,
    )
