"""The leaderboard on wide and on narrow terminals."""

import io
from decimal import Decimal
from typing import Any

import pytest
from rich.console import Console

from plaudit.cli.leaderboard import show

RATIOS = ("ctr", "conversion_rate", "cpe", "cpa", "roas")
MAYA = {
    "creator_id": "maya", "name": "Maya", "handle": "@maya", "platform": "instagram", "attribution_model": "last",
    "clicks": 1234, "ctr": 0.0712, "orders": 25.0, "new_customers": 20.0,
    "conversion_rate": 0.0202, "conversion_rate_low": 0.0137, "conversion_rate_high": 0.0297,
    "net_revenue": Decimal("12345.670"), "cost": Decimal("500.000"), "cpe": 2.5, "cpa": 20.0, "roas": 24.69,
    **{f"{ratio}_null_reason": None for ratio in RATIOS},
}  # fmt: skip
NOBODY = MAYA | {"creator_id": None, "name": None, "handle": None, "platform": None, "cost": None}
GOAL = {
    "campaign_id": "launch", "metric": "orders", "target": Decimal(3000), "actual": Decimal(1500), "share": 0.5,
    "elapsed_share": 0.25,
}  # fmt: skip


def shown(width: int, *rows: dict[str, Any]) -> str:
    out = io.StringIO()
    show({"currency": "USD"}, rows, [GOAL], Console(file=out, width=width))
    return out.getvalue()


def test_every_number_of_a_creator_is_shown_on_a_wide_screen() -> None:
    text = shown(140, MAYA, NOBODY)
    for part in ("1,234", "7.12 %", "2.0 %  1.4-3.0 %", "12,345.67", "500.00", "2.50", "20.00", "24.7", "unattributed"):
        assert part in text


@pytest.mark.parametrize("width", [80, 140])
def test_no_line_is_longer_than_the_screen_and_nothing_is_cut(width: int) -> None:
    text = shown(width, MAYA, NOBODY)
    assert max(map(len, text.splitlines())) <= width
    assert "…" not in text
    assert "12,345.67" in text


def test_goals_show_how_far_they_are() -> None:
    text = shown(80, MAYA)
    assert "50.0 %" in text
    assert "1,500" in text
    assert "3,000" in text
