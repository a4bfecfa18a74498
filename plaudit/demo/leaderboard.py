"""What the demo shows at the end: the published leaderboard and how far the goals are."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

import duckdb
from rich.console import Console
from rich.table import Table

LEADERBOARD = """
    SELECT
        COALESCE(creators.name, 'nobody') AS creator, creators.platform, performance.impressions,
        performance.clicks, performance.ctr, performance.orders, performance.new_customers,
        performance.conversion_rate, performance.conversion_rate_low, performance.conversion_rate_high,
        performance.net_revenue, performance.cost, performance.cpe, performance.cpa, performance.roas
    FROM creator_performance AS performance
    LEFT JOIN creators ON creators.creator_id = performance.creator_id
    WHERE performance.attribution_model = 'last'
    ORDER BY performance.creator_id IS NULL, performance.net_revenue DESC, performance.creator_id
"""
GOALS = "SELECT metric, target, actual, share, expected_by_now FROM goal_progress ORDER BY metric"
BAR_WIDTH = 40
WIDE = 128

Figures = dict[str, list[dict[str, Any]]]


def read_figures(analytics: Path) -> Figures:
    with duckdb.connect(str(analytics), read_only=True) as connection:
        return {name: _rows(connection, sql) for name, sql in (("leaderboard", LEADERBOARD), ("goals", GOALS))}


def show(figures: Figures, currency: str, console: Console) -> None:
    console.print(leaderboard_table(figures["leaderboard"], currency, is_wide=console.width >= WIDE))
    console.print(goals_table(figures["goals"]))


def leaderboard_table(rows: list[dict[str, Any]], currency: str, *, is_wide: bool) -> Table:
    """On a narrow terminal only the columns that a decision needs, none of them cut."""
    columns = [column for column in COLUMNS if is_wide or not column.only_wide]
    title = f"Creators by net revenue, credit to the last touch, amounts in {currency}"
    table = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column.heading, justify=column.justify, no_wrap=True)
    for row in rows:
        table.add_row(*(column.text(row) for column in columns), style=None if row["cost"] is not None else "dim")
    return table


def goals_table(rows: list[dict[str, Any]]) -> Table:
    table = Table(title="Goals", title_justify="left", header_style="bold")
    for heading in ("Goal", "Reached"):
        table.add_column(heading)
    for heading in ("Target", "Share"):
        table.add_column(heading, justify="right")
    for row in rows:
        filled = min(BAR_WIDTH, round(float(row["share"] or 0) * BAR_WIDTH))
        bar = f"[green]{'━' * filled}[/green][dim]{'━' * (BAR_WIDTH - filled)}[/dim] {row['actual']:,.0f}"
        table.add_row(row["metric"], bar, f"{row['target']:,.0f}", _percent(row["share"]))
    return table


def _conversion(row: Mapping[str, Any]) -> str:
    if row["conversion_rate"] is None:
        return ""
    low, high = _percent(row["conversion_rate_low"]), _percent(row["conversion_rate_high"])
    return f"{_percent(row['conversion_rate'])}  {low}-{high}"


def _number(value: Any, digits: int) -> str:
    return "" if value is None else f"{float(value):,.{digits}f}"


def _percent(value: Any, digits: int = 1) -> str:
    return "" if value is None else f"{100 * float(value):.{digits}f} %"


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


class Column(NamedTuple):
    heading: str
    text: Callable[[Mapping[str, Any]], str]
    justify: Literal["left", "right"] = "right"
    only_wide: bool = False


COLUMNS = (
    Column("Creator", lambda row: row["creator"], "left"),
    Column("Platform", lambda row: row["platform"] or "", "left", only_wide=True),
    Column("Clicks", lambda row: f"{row['clicks']:,}"),
    Column("CTR", lambda row: _percent(row["ctr"], 2), only_wide=True),
    Column("Orders", lambda row: f"{row['orders']:,.0f}"),
    Column("New", lambda row: f"{row['new_customers']:,.0f}", only_wide=True),
    Column("Conversion (95 %)", _conversion, only_wide=True),
    Column("Net revenue", lambda row: f"{row['net_revenue']:,.2f}"),
    Column("Cost", lambda row: _number(row["cost"], 2)),
    Column("CPE", lambda row: _number(row["cpe"], 2), only_wide=True),
    Column("CPA", lambda row: _number(row["cpa"], 2)),
    Column("ROAS", lambda row: _number(row["roas"], 1)),
)
