"""Money by largest remainder: shares are whole minor units and always sum to the amount."""

from collections.abc import Sequence
from math import floor


def share(amount_minor: int, weights: Sequence[float]) -> list[int]:
    """Splits a non-negative amount in minor units by weights that sum to 1, oldest touch first.

    Every share is floored; the units left over go to the largest fractions, of equal ones to the earlier. After a
    refund share the new amount with the same weights, never the refund on its own, or the cents drift.
    """
    exact = [amount_minor * weight for weight in weights]
    shares = [floor(part) for part in exact]
    by_fraction = sorted(range(len(exact)), key=lambda place: (shares[place] - exact[place], place))
    for place in by_fraction[: amount_minor - sum(shares)]:
        shares[place] += 1
    return shares
