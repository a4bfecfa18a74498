"""Small drawings as coordinates for inline SVG, because the content policy refuses inline styles."""

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup

WIDTH, HEIGHT = 120, 28
Number = int | float | Decimal


def sparkline(values: Sequence[Number]) -> Markup:
    """The points of a polyline through the values, zero at the bottom; empty without two values."""
    if len(values) < 2:
        return Markup()
    top = max(float(max(values)), 1e-9)
    step = WIDTH / (len(values) - 1)
    points = (
        f"{place * step:.1f},{HEIGHT - 2 - max(float(value), 0) / top * (HEIGHT - 4):.1f}"
        for place, value in enumerate(values)
    )
    return Markup(" ").join(points)


def share(part: Number | None, whole: Number | None, width: int = 100) -> float:
    """How long the bar of a part is when the whole is `width`, between 0 and `width`."""
    if not part or not whole:
        return 0.0
    return round(min(max(float(part) / float(whole), 0.0), 1.0) * width, 1)
