"""Keyed hashes that stand for people: equal for equal people, and no way back."""

import hmac
import unicodedata

from plaudit.security.keys import Keys

DOTLESS_DOMAINS = {"gmail.com", "googlemail.com"}


def fold_email(email: str) -> str:
    """One spelling per mailbox: trimmed, lower case, NFC, without `+tag`; Gmail also without dots."""
    local, _, domain = unicodedata.normalize("NFC", email.strip().lower()).rpartition("@")
    local = local.partition("+")[0]
    if domain in DOTLESS_DOMAINS:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def buyer_key(keys: Keys, email: str) -> str:
    """Who bought, comparable across stores and with creators: HMAC of the folded e-mail, 32 hex digits."""
    return _digest(keys.deployment, fold_email(email))


def customer_key(keys: Keys, store: str, email: str | None, platform_customer_id: str | None) -> str | None:
    """A store's customer: HMAC of the folded e-mail, else of the platform's customer id; None without both."""
    if email and "@" in email:
        return _digest(keys.store_key(store), fold_email(email))
    if platform_customer_id:
        return _digest(keys.store_key(store), f"id:{platform_customer_id}")
    return None


def _digest(key: bytes, text: str) -> str:
    return hmac.digest(key, text.encode(), "sha256").hex()[:32]
