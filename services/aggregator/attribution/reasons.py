"""Every word that the reason of an order, a touch or a credit may be, with its sentence."""

from typing import Literal, NamedTuple, get_args

OrderReason = Literal[
    "test", "pos", "draft", "gift_card_only", "cancelled_before_paid", "unpaid", "zero_value",
]  # fmt: skip
PolicyReason = Literal["click_wins", "owner_without_click", "owner_without_last_click"]
LostReason = Literal[
    PolicyReason, "absorbed_by_code", "self_purchase", "before_lookback", "after_order", "bot_click", "preview_click",
    "head_click", "no_ua_click", "unknown_click", "other_code_wins", "no_owner",
]  # fmt: skip
KeptReason = Literal["last_touch", "shares_with_code", "overtaken_by_code", "overtaken_by_click"]
CreditReason = Literal["only_touch", "last_touch", "first_touch", "equal_share", "half_share", "no_evidence"]
Reason = Literal[OrderReason, LostReason, KeptReason, CreditReason]

POLICY_REASONS: frozenset[str] = frozenset(get_args(PolicyReason))

SENTENCES: dict[Reason, str] = {
    "test": "The shop marks it as a test order.",
    "pos": "It was sold over a counter, not online.",
    "draft": "Staff wrote it by hand; no buyer placed it.",
    "gift_card_only": "Only gift cards were bought; money counts when they are spent.",
    "cancelled_before_paid": "It was cancelled before anything was paid.",
    "unpaid": "It has not been paid.",
    "zero_value": "Nothing is left of its items after discounts, so there is nothing to give credit for.",
    "click_wins": "A creator was clicked in the look-back, and under this policy a click goes before a code.",
    "owner_without_last_click": "The code's owner does not have the last click, which this policy asks for.",
    "owner_without_click": "The code's owner was not clicked in the look-back, which this policy asks for.",
    "absorbed_by_code": "The same creator's code was used within 30 minutes of it: one visit, told by the code.",
    "self_purchase": "The buyer is the creator.",
    "before_lookback": "It lies before the look-back of the order.",
    "after_order": "It came after the order was placed.",
    "bot_click": "The request came from a bot.",
    "preview_click": "The request came from a link preview.",
    "head_click": "The request only asked for headers (HEAD); no page was opened.",
    "no_ua_click": "The request named no browser.",
    "unknown_click": "No click with this id was ever recorded.",
    "other_code_wins": "Another creator's code on the order goes first: not for shipping, then the larger discount.",
    "no_owner": "No creator owned this code in this store when the order was placed.",
    "last_touch": "It is the last touch before the order.",
    "shares_with_code": "It is the last click, and under this policy it shares the order with the code.",
    "overtaken_by_code": "A code was used after it; it stays in the path and earns where earlier touches do.",
    "overtaken_by_click": "A later click followed it; it stays in the path and earns where earlier touches do.",
    "only_touch": "It is the only touch of the order.",
    "first_touch": "It is the first touch of the order.",
    "equal_share": "Every touch of the order earns the same.",
    "half_share": "Code and last click share the order in halves.",
    "no_evidence": "The order carries no click id and no code.",
}


class ReasonRow(NamedTuple):
    """`rank` orders lost reasons: the lowest speaks for an order that nobody earns."""

    about: Literal["order", "touch", "credit"]
    reason: str
    sentence: str
    rank: int


def reason_rows() -> list[ReasonRow]:
    """The vocabulary as rows: a word stands once for each thing it may be said about."""
    ranks = {reason: rank for rank, reason in enumerate(SENTENCES)}
    kinds: dict[Literal["order", "touch", "credit"], tuple[Reason, ...]] = {
        "order": get_args(OrderReason),
        "touch": (*get_args(LostReason), *get_args(KeptReason)),
        "credit": (*get_args(CreditReason), *get_args(LostReason)),
    }
    return [ReasonRow(about, word, SENTENCES[word], ranks[word]) for about, words in kinds.items() for word in words]
