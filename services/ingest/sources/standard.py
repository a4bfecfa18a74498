"""Any other shop, by Standard Webhooks and Plaudit's own generic order."""

import msgspec

from plaudit.events.click import UtmValues
from plaudit.events.order import ClickReference, Order, OrderAmounts, OrderCode, OrderPerson, OrderStatus
from plaudit.events.refund import Refund
from plaudit.registry.views import KnownStore
from plaudit.security.signatures import Headers, check_standard
from services.ingest.reasons import DeadLetterError
from services.ingest.sources.evidence import UTM_FIELDS, clicks_in_url, clicks_in_value, host_of, label_of, utm_in_url
from services.ingest.sources.generic import Envelope, GenericAttribution, GenericCustomer, GenericOrder, GenericRefund
from services.ingest.sources.people import person_of
from services.ingest.sources.protocol import Claim, Context, Document, Fact
from services.ingest.sources.shapes import exact_minor, read_shape

STATES: dict[str, OrderStatus | None] = {
    "order.created": OrderStatus(state="pending", has_been_paid=False),
    "order.paid": OrderStatus(state="paid", has_been_paid=True),
    "order.updated": None,  # it changes amounts and codes, never the payment
    "order.cancelled": OrderStatus(state="cancelled", has_been_paid=False),
}
REFUNDED = "order.refunded"


def verify(body: bytes, headers: Headers, store: KnownStore, now: int) -> None:
    check_standard(body, headers, store.secrets, now)


def read_claim(headers: Headers, document: Document | None) -> Claim:
    topic = (document or {}).get("type")
    return Claim(topic if isinstance(topic, str) else "", headers.get("webhook-id"))


def normalise(document: Document, context: Context) -> list[Fact]:
    envelope = read_shape(Envelope, document)
    return normalise_data(envelope.type, envelope.data, context)


def normalise_data(topic: str, data: Document, context: Context) -> list[Fact]:
    """The fact in the `data` of a topic, for deliveries and imports alike. Raises DeadLetterError."""
    if topic == REFUNDED:
        return [_refund(read_shape(GenericRefund, data), context)]
    if topic in STATES:
        return [_order(read_shape(GenericOrder, data), STATES[topic], context)]
    raise DeadLetterError("unknown_topic", "the type is none of the generic order's")


def _order(order: GenericOrder, status: OrderStatus | None, context: Context) -> Order:
    attribution = order.attribution or GenericAttribution()
    return Order(
        store=context.store.store,
        platform=context.store.platform,
        order_id=str(order.order_id),
        order_number=label_of(order.order_number),
        version=order.occurred_at,
        placed_at=order.occurred_at,
        delivery=context.delivery,
        status=status,
        amounts=_amounts(order, is_needed=status is None or status.state != "cancelled"),
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
            raise DeadLetterError("missing_field", "is required", "amounts" if order.amounts is None else "currency")
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
    customer_id = digest if customer.id is None else str(customer.id)
    return person_of(context.keys, context.store.store, [customer.email], customer_id)


def _clicks(attribution: GenericAttribution) -> list[ClickReference]:
    return [
        *clicks_in_value(attribution.plaudit_click, "attribution"),
        *clicks_in_value(attribution.click_id, "attribution"),
        *clicks_in_url(attribution.landing_url, "landing_url"),
    ]


def _utm(attribution: GenericAttribution) -> UtmValues:
    """The values that the shop names, each with the landing address as its second source."""
    stated = {field: label_of((attribution.utm or {}).get(field)) for field in UTM_FIELDS}
    landed = msgspec.structs.asdict(utm_in_url(attribution.landing_url))
    return UtmValues(**{field: stated[field] or landed[field] for field in UTM_FIELDS})


def _refund(refund: GenericRefund, context: Context) -> Refund:
    return Refund(
        store=context.store.store,
        platform=context.store.platform,
        order_id=str(refund.order_id),
        refund_id=str(refund.refund_id),
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
