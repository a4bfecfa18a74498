"""Which one of the codes on an order counts, and for whom."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from services.aggregator.attribution.reasons import LostReason


class Ownership(NamedTuple):
    """A creator owns a code during `[valid_from, valid_until)`; None is open. Without an owner it is the shop's own."""

    code: str
    owner: str | None
    valid_from: datetime | None = None
    valid_until: datetime | None = None


class UsedCode(NamedTuple):
    """A code as an order carries it; a missing discount counts as 0."""

    code: str
    discount_minor: int | None = None
    is_shipping: bool = False


class JudgedCode(NamedTuple):
    """One folded code of an order with its owner at that time, and why it does not count, if it does not."""

    folded: str
    owner: str | None
    bar: LostReason | None


def fold(code: str) -> str:
    """What codes are compared by: trimmed and case-folded, nothing more (no NFKC, no inner spaces)."""
    return code.strip().casefold()


def owner_at(code: str, order_at: datetime, ownerships: Iterable[Ownership]) -> str | None:
    """Who owned the code when the order was placed; at `valid_until` the next owner begins."""
    return next((o.owner for o in ownerships if fold(o.code) == fold(code) and _covers(o, order_at)), None)


def judge_codes(
    used: Iterable[UsedCode], order_at: datetime, ownerships: Collection[Ownership], buyers: Collection[str] = ()
) -> list[JudgedCode]:
    """Reduces the codes of an order to one. `buyers` are the creators that the buyer is.

    Codes without an owner and the buyer's own drop out first. Of the rest the winner is not for shipping, has the
    larger discount, then sorts first; the order of the codes never matters.
    """
    judged = {code.code: _bar(owner_at(code.code, order_at, ownerships), buyers) for code in _merged(used)}
    rivals = [code for code in _merged(used) if judged[code.code][1] is None]
    winner = min(rivals, key=lambda c: (c.is_shipping, -(c.discount_minor or 0), c.code), default=None)
    return [
        JudgedCode(code, owner, bar or (None if winner and code == winner.code else "other_code_wins"))
        for code, (owner, bar) in judged.items()
    ]


def _covers(ownership: Ownership, instant: datetime) -> bool:
    begun = ownership.valid_from is None or ownership.valid_from <= instant
    return begun and (ownership.valid_until is None or instant < ownership.valid_until)


def _bar(owner: str | None, buyers: Collection[str]) -> tuple[str | None, LostReason | None]:
    if owner is None:
        return None, "no_owner"
    return owner, "self_purchase" if owner in buyers else None


def _merged(used: Iterable[UsedCode]) -> list[UsedCode]:
    """One entry a folded code: the larger discount, and for shipping only if every entry is."""
    merged: dict[str, UsedCode] = {}
    for code in used:
        known = merged.get(fold(code.code), UsedCode(fold(code.code), 0, is_shipping=True))
        discount = max(known.discount_minor or 0, code.discount_minor or 0)
        merged[known.code] = UsedCode(known.code, discount, known.is_shipping and code.is_shipping)
    return list(merged.values())
