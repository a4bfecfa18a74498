"""Who bought, as keyed hashes; the e-mail and the customer's id end here."""

from collections.abc import Sequence

from plaudit.events.order import OrderPerson
from plaudit.security.identity import buyer_key, customer_key
from plaudit.security.keys import Keys


def person_of(keys: Keys, store: str, emails: Sequence[object], customer_id: str | None) -> OrderPerson | None:
    """The keys of a buyer, by the first of the e-mails that is one; None when the order names nobody."""
    email = next((text.strip() for text in emails if isinstance(text, str) and "@" in text), None)
    key = customer_key(keys, store, email, customer_id)
    return OrderPerson(customer_key=key, buyer_key=buyer_key(keys, email) if email else None) if key else None
