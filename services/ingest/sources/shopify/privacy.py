"""Shopify's privacy topics: somebody asks to see or to be forgotten, or a shop has left."""

from typing import Literal

from plaudit.events.erasure import Erasure
from plaudit.events.order import OrderPerson
from services.ingest.reasons import UnacceptableError
from services.ingest.sources.people import person_of
from services.ingest.sources.protocol import Context, Document, Fact
from services.ingest.sources.shapes import read_shape
from services.ingest.sources.shopify.shapes import Customer, PrivacyRequest

OWN_FIELDS = {
    "customers/data_request": "orders_requested",
    "customers/redact": "orders_to_redact",
}


def normalise_data_request(document: Document, context: Context) -> list[Fact]:
    request = _request("customers/data_request", document, context)
    return [_erasure("data_request", request, context)]


def normalise_customer_redaction(document: Document, context: Context) -> list[Fact]:
    request = _request("customers/redact", document, context)
    return [_erasure("customer", request, context)]


def normalise_shop_redaction(document: Document, context: Context) -> list[Fact]:
    request = _request("shop/redact", document, context)
    return [_erasure("shop", request, context)]


def _request(topic: str, document: Document, context: Context) -> PrivacyRequest:
    """The request, if its body is what the topic claims: nobody turns a question into an erasure by a header."""
    request = read_shape(PrivacyRequest, document)
    _check_shop(request, context)
    fields = {"customer", *OWN_FIELDS.values()} & set(document)
    expected = {"customer", OWN_FIELDS[topic]} if topic in OWN_FIELDS else set()
    if fields != expected:
        raise UnacceptableError("topic_mismatch", "the body is of another privacy topic")
    return request


def _check_shop(request: PrivacyRequest, context: Context) -> None:
    domain = context.store.domain
    if request.shop_domain is None:
        raise UnacceptableError("missing_field", "is required", "shop_domain")
    if domain and request.shop_domain.casefold() != domain.casefold():
        raise UnacceptableError("wrong_shop", "is not the domain of the store", "shop_domain")


def _erasure(
    subject: Literal["customer", "shop", "data_request"], request: PrivacyRequest, context: Context
) -> Erasure:
    customer = request.customer or Customer()
    person = person_of(context.keys, context.store.store, [customer.email], customer.id) or OrderPerson()
    return Erasure(
        store=context.store.store,
        subject=subject,
        requested_at=context.received_at,
        delivery=context.delivery,
        customer_key=person.customer_key,
        buyer_key=person.buyer_key,
        order_ids=request.orders_requested or request.orders_to_redact or [],
    )
