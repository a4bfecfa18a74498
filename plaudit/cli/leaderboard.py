"""The leaderboard and the goals as tables for a terminal; a ratio without a value shows its reason."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from plaudit.cli.output import as_plain

Row = dict[str, Any]
BAR_WIDTH = 24
WIDE = 134
HEADINGS = (
    "Platform",
    "Clicks",
    "CTR",
    "Orders",
    "New",
    "Conversion (95 %)",
    "Net revenue",
    "Cost",
    "CPE",
    "CPA",
    "ROAS",
)
NARROW_HEADINGS = ("Clicks", "Orders", "Net revenue", "Cost", "CPA", "ROAS")


def show(rules: Row, creators: Sequence[Row], goals: Sequence[Row], console: Console) -> None:
    """Prints both tables as wide as the terminal allows."""
    console.print(creators_table(creators, rules["currency"], is_wide=console.width >= WIDE))
    if goals:
        console.print(goals_table(goals))


def creators_table(rows: Sequence[Row], currency: str, *, is_wide: bool) -> Table:
    """Rows of `creator_performance` of one model, with `name`, `handle` and `platform` of each creator.

    On a narrow terminal only the columns that a decision needs, none of them cut.
    """
    title = f"Creators by net revenue, credit by {rows[0]['attribution_model']} touch, amounts in {currency}"
    if rows[0]["attribution_model"] == "linear":
        title = title.replace("linear touch", "equal shares of all touches")
    table = Table(title=title, title_justify="left", header_style="bold")
    headings = HEADINGS if is_wide else NARROW_HEADINGS
    table.add_column("Creator", no_wrap=True)
    for heading in headings:
        table.add_column(heading, justify="left" if heading == "Platform" else "right", no_wrap=True)
    for row in rows:
        name, *cells = _cells(row)
        shown = dict(zip(HEADINGS, cells, strict=True))
        table.add_row(name, *(shown[heading] for heading in headings), style=None if row["creator_id"] else "dim")
    return table


def goals_table(rows: Sequence[Row]) -> Table:
    """Rows of `goal_progress`; the mark in the bar is where an even pace would stand."""
    table = Table(title="Goals", title_justify="left", header_style="bold")
    for heading in ("Campaign", "Goal", "Reached"):
        table.add_column(heading, no_wrap=True)
    for heading in ("Actual", "Target", "Share"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        numbers = (f"{row['actual']:,.0f}", _number(row["target"], 0), _percent(row["share"]))
        table.add_row(row["campaign_id"], row["metric"].replace("_", " "), _bar(row), *numbers)
    return table


def _bar(row: Row) -> str:
    filled = min(BAR_WIDTH, round(float(row["share"] or 0) * BAR_WIDTH))
    cells = ["[green]━[/green]"] * filled + ["[dim]─[/dim]"] * (BAR_WIDTH - filled)
    due = int(row["elapsed_share"] * BAR_WIDTH)
    if due < BAR_WIDTH:
        cells[due] = "[bold]┃[/bold]"
    return "".join(cells)


def _cells(row: Row) -> tuple[str, ...]:
    if not row["creator_id"]:
        nobody = ("unattributed", "", "", "", _count(row["orders"]), _count(row["new_customers"]), "")
        return (*nobody, f"{row['net_revenue']:,.2f}", "", "", "", "")
    return (
        as_plain(row["name"] or row["handle"] or row["creator_id"]),
        as_plain(row["platform"] or ""),
        f"{row['clicks']:,}",
        _ratio(row, "ctr", _percent(row["ctr"], 2)),
        _count(row["orders"]),
        _count(row["new_customers"]),
        _conversion(row),
        f"{row['net_revenue']:,.2f}",
        f"{row['cost']:,.2f}",
        _ratio(row, "cpe", _number(row["cpe"], 2)),
        _ratio(row, "cpa", _number(row["cpa"], 2)),
        _ratio(row, "roas", _number(row["roas"], 1)),
    )


def _conversion(row: Row) -> str:
    rate = _ratio(row, "conversion_rate", _percent(row["conversion_rate"]))
    if row["conversion_rate_low"] is None:
        return rate
    return f"{rate}  {_percent(row['conversion_rate_low'])[:-2]}-{_percent(row['conversion_rate_high'])}"


def _ratio(row: Row, metric: str, shown: str) -> str:
    reason = row[f"{metric}_null_reason"]
    return shown if reason is None else f"[dim]{reason.replace('_', ' ')}[/dim]"


def _count(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def _number(value: Any, digits: int) -> str:
    return "" if value is None else f"{float(value):,.{digits}f}"


def _percent(value: Any, digits: int = 1) -> str:
    return "" if value is None else f"{100 * float(value):.{digits}f} %"
