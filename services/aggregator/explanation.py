"""An explained order in words and tables for people at a terminal."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from rich.table import Table

from plaudit.cli.output import as_plain, console
from plaudit.clock import to_rfc3339
from plaudit.money import to_decimal

Row = dict[str, Any]
TIMELINE = ("when", "before the order", "what", "creator", "found in", "in the path", "why")
CREDITS = ("model", "creator", "campaign", "share", "gross", "net", "evidence", "why")
NOBODY = "nobody"


def write_explanation(explanation: Row) -> None:
    """Writes the order, its timeline, who earns it under every model and what other policies would say."""
    order, rules, terminal = explanation["order"], explanation["rules"], console()
    for line in _summary(explanation):
        terminal.print(as_plain(line))
    if explanation["touches"]:
        touches = ((_touch_cells(row), row["kept"]) for row in explanation["touches"])
        terminal.print(_table("Every touch, oldest first", TIMELINE, touches))
    if order["exclusion_reason"]:
        terminal.print(f"It does not count ({order['exclusion_reason']}): {order['exclusion_sentence']}")
        return
    title = f"Who earns it under {rules['policy']} with a look-back of {rules['lookback_days']} days"
    terminal.print(_table(title, CREDITS, ((_credit_cells(row), True) for row in explanation["credits"])))
    columns = ("policy", *rules["attribution_models"])
    terminal.print(_table("What each policy would say", columns, _policy_rows(explanation["policies"], rules)))


def _table(title: str, columns: Sequence[str], rows: Iterable[tuple[Sequence[str], bool]]) -> Table:
    """Rows of cells; a row that does not matter to the result is dim."""
    table = Table(*columns, title=title, title_justify="left", header_style="bold")
    for cells, matters in rows:
        table.add_row(*map(as_plain, cells), style=None if matters else "dim")
    return table


def _summary(explanation: Row) -> Iterable[str]:
    order, deliveries, refunds = explanation["order"], explanation["deliveries"], explanation["refunds"]
    number = f" ({order['order_number']})" if order["order_number"] else ""
    yield (
        f"Order {order['order_id']}{number} of {order['store']} ({order['platform']}), "
        f"placed {to_rfc3339(order['placed_at'])}, {order['state']}."
    )
    yield _money_line(order)
    statuses = groupby(sorted(row["status"] for row in deliveries))
    yield f"Deliveries: {', '.join(f'{len(list(rows))} {status}' for status, rows in statuses) or 'none'}."
    for row in refunds:
        yield f"Refund {row['refund_id']}: {_money(row['amount_minor'], row['currency'])}, {row['status']}."
    if order["is_self_purchase"]:
        yield "The buyer is one of the creators, who earns nothing from it."
    if not explanation["touches"]:
        yield "It carries no click and no code."


def _money_line(order: Row) -> str:
    if order["currency"] is None:
        return "No delivery states its amounts."
    charged, base, gone, left = (
        _money(order[f"{name}_minor"], order["currency"])
        for name in ("gross", "net_items", "reversed", "commissionable")
    )
    return f"{charged} charged; {base} of it can earn credit; {gone} of that is reversed, {left} left."


def _touch_cells(row: Row) -> list[str]:
    return [
        to_rfc3339(row["touch_at"]) if row["touch_at"] else "-",
        _age(row["seconds_before"]),
        _what(row),
        row["creator_id"] or "-",
        "an earlier order" if row["source"] == "earlier_order" else row["found_in"] or "-",
        f"place {row['position']}" if row["kept"] else "no",
        f"{row['reason']}: {row['sentence']}",
    ]


def _what(row: Row) -> str:
    if row["kind"] == "code":
        return f"code {row['code']}"
    stands_for = row["carried_click_id"] not in {None, row["click_id"]}
    return f"click {row['click_id']}" + (
        f", for {row['carried_class']} {row['carried_click_id']}" if stands_for else ""
    )


def _credit_cells(row: Row) -> list[str]:
    return [
        row["attribution_model"],
        row["creator_id"] or NOBODY,
        row["campaign_id"] or "-",
        _percent(row["weight"]),
        _money(row["gross_amount_minor"], row["currency"]),
        _money(row["net_amount_minor"], row["currency"]),
        row["evidence"] or "-",
        f"{row['reason']}: {row['sentence']}",
    ]


def _policy_rows(policies: list[Row], rules: Row) -> Iterable[tuple[list[str], bool]]:
    for policy, alternatives in groupby(policies, key=lambda row: row["policy"]):
        in_force = policy == rules["policy"]
        yield [f"{policy} (in force)" if in_force else policy, *(_shares(row["shares"]) for row in alternatives)], True


def _shares(shares: dict[str, float]) -> str:
    return ", ".join(f"{creator} {_percent(weight)}" for creator, weight in shares.items()) or NOBODY


def _percent(weight: float) -> str:
    return f"{weight * 100:.4g} %"


def _money(minor: int, currency: str) -> str:
    return f"{to_decimal(minor, currency)} {currency}"


def _age(seconds: int | None) -> str:
    if seconds is None:
        return "-"
    return f"{timedelta(seconds=seconds)}" if seconds >= 0 else f"{timedelta(seconds=-seconds)} after it"
