"""What is written down of a body, also when our own code is what fails."""

import logging

import pytest

from plaudit.events.rejected import Rejected
from plaudit.registry.views import KnownStore
from plaudit.security.signatures import Headers
from services.ingest.deliveries import Reader, labelled
from services.ingest.sources.protocol import Claim, Context, Document, Fact
from tests.support.ingest import KEYS, NOW, SHOPIFY_STORE, as_body


class BrokenSource:
    """A source with a mistake in it that shows only with some bodies."""

    def verify(self, body: bytes, headers: Headers, store: KnownStore, now: int) -> None:
        """Takes everything for signed."""

    def read_claim(self, headers: Headers, document: Document | None) -> Claim:
        return Claim("orders/create", headers.get("delivery-id") if document else None)

    def normalise(self, document: Document, context: Context) -> list[Fact]:
        raise KeyError(document["email"], context.store)


def test_a_mistake_of_ours_loses_no_delivery_and_tells_no_name(caplog: pytest.LogCaptureFixture) -> None:
    body = as_body({"email": "noor@example.com"})
    with caplog.at_level(logging.DEBUG):
        (letter,) = Reader(BrokenSource(), SHOPIFY_STORE, KEYS).read(body, {}, NOW)
    assert isinstance(letter, Rejected)
    assert (letter.reason, letter.delivery.received_at) == ("unforeseen", NOW)
    assert "KeyError" in letter.detail
    assert "noor" not in letter.detail + caplog.text


@pytest.mark.parametrize(
    ("claim", "kept"),
    [
        (Claim("orders/create", "5f0c-1"), Claim("orders/create", "5f0c-1")),
        (Claim("", None), Claim("", None)),
        (Claim("a@example.com", "b@example.com"), Claim("", None)),
        (Claim("two words", "x" * 129), Claim("", None)),
        (Claim("x\n", "\u00e9"), Claim("", None)),
    ],
)
def test_a_header_is_kept_only_in_a_form_that_names_nobody(claim: Claim, kept: Claim) -> None:
    assert labelled(claim) == kept
