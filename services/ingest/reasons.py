"""Why a delivery was refused or dead-lettered: each word with the sentence that documents it."""

from typing import Literal

from plaudit.errors import PermanentError

DeadLetterReason = Literal[
    "unknown_topic", "topic_mismatch", "wrong_shop", "missing_field", "bad_field", "bad_amount", "bad_currency",
    "bad_id", "bad_time", "too_deep", "too_many_keys", "duplicate_key", "bad_number", "bad_text", "unforeseen",
]  # fmt: skip

DEAD_LETTER_REASONS: dict[DeadLetterReason, str] = {
    "unknown_topic": "Nothing here reads this topic.",
    "topic_mismatch": "The topic is only a claim of a header, and the body is not what it claims.",
    "wrong_shop": "The body names another shop than the route.",
    "missing_field": "A field without which nothing can be said is not there.",
    "bad_field": "A field has another type than it always has.",
    "bad_amount": "An amount is no decimal string, has more decimals than its currency, or is absurd.",
    "bad_currency": "A currency is no ISO 4217 code, or two of one order differ.",
    "bad_id": "An id is empty, longer than 128 characters or not printable.",
    "bad_time": "A time has no offset or lies outside 2000-2100.",
    "too_deep": "The JSON nests deeper than 64 levels.",
    "too_many_keys": "The JSON has more than 10,000 keys.",
    "duplicate_key": "An object of the JSON has a key twice, so that readers may differ about its value.",
    "bad_number": "A number of the JSON is NaN, infinite or longer than 19 digits.",
    "bad_text": "A text of the JSON holds half a character (a lone surrogate).",
    "unforeseen": "The code that reads this topic failed; the log names the place, and a fixed version may replay it.",
}

RefusalReason = Literal[
    "unknown_route", "encoded", "too_large", "too_slow", "not_an_object", "log_unavailable", "registry_unavailable",
    "signature_missing", "signature_malformed", "signature_wrong", "signature_stale", "body_empty", "other_shop",
]  # fmt: skip
"""Why a delivery was answered with an error; what each of them means to the sender is in `answers`."""


class UnacceptableError(PermanentError):
    """What was sent can't be a fact: a delivery becomes a dead letter, an imported row is refused.

    `field` and `rule` name a place and what holds there, never a value that was sent.
    """

    def __init__(self, reason: DeadLetterReason, rule: str, field: str = "") -> None:
        self.why = reason
        self.field = field
        self.rule = rule
        super().__init__(f"{field}: {rule}" if field else rule, reason=reason)
