"""Shopify: orders, refunds and privacy requests as its REST webhooks send them."""

from collections.abc import Callable, Mapping

from plaudit.registry.views import KnownStore
from plaudit.security.signatures import Headers, SignatureError, check_body_hmac
from services.ingest.reasons import UnacceptableError
from services.ingest.sources.protocol import Claim, Context, Document, Fact
from services.ingest.sources.shopify.orders import normalise_deletion, normalise_edit, normalise_order
from services.ingest.sources.shopify.privacy import (
    normalise_customer_redaction,
    normalise_data_request,
    normalise_shop_redaction,
)
from services.ingest.sources.shopify.refunds import normalise_refund

TOPICS: Mapping[str, Callable[[Document, Context], list[Fact]]] = {
    "orders/create": normalise_order,
    "orders/updated": normalise_order,
    "orders/paid": normalise_order,
    "orders/cancelled": normalise_order,
    "orders/edited": normalise_edit,
    "orders/delete": normalise_deletion,
    "refunds/create": normalise_refund,
    "customers/data_request": normalise_data_request,
    "customers/redact": normalise_customer_redaction,
    "shop/redact": normalise_shop_redaction,
}


def verify(body: bytes, headers: Headers, store: KnownStore, now: int) -> None:  # noqa: ARG001 - no time is signed
    """The app's secret signs for every shop that has the app, so the shop is compared as well."""
    check_body_hmac(body, headers.get("x-shopify-hmac-sha256"), store.secrets)
    shop = headers.get("x-shopify-shop-domain", "")
    if store.domain and shop.strip().casefold() != store.domain.casefold():
        raise SignatureError("The delivery is another shop's.", "other_shop")


def read_claim(headers: Headers, document: Document | None) -> Claim:  # noqa: ARG001 - all of it is in headers
    return Claim(headers.get("x-shopify-topic", ""), headers.get("x-shopify-webhook-id"))


def normalise(document: Document, context: Context) -> list[Fact]:
    reader = TOPICS.get(context.delivery.topic)
    if reader is None:
        raise UnacceptableError("unknown_topic", "nothing reads this topic of Shopify")
    return reader(document, context)
