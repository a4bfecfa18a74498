"""Money adds up to the cent: the credits of an order to the order, the creators to the shop."""

from decimal import Decimal

from duckdb import DuckDBPyConnection

from services.aggregator.verify.findings import Figure, Finding
from services.aggregator.verify.snapshot import Snapshot

PROMISE = "Credits add up to their order under every model, and creators with the unattributed to the shop."
NAMED_ORDERS = 5

_ORDERS = """
WITH models AS (SELECT UNNEST(attribution_models) AS attribution_model FROM meta_policy),
counted AS (SELECT * FROM orders WHERE exclusion_reason IS NULL),
expected AS (SELECT counted.*, models.attribution_model FROM counted CROSS JOIN models),
given AS (
    SELECT
        store, order_id, attribution_model, SUM(gross_amount_minor) AS gross, SUM(net_amount_minor) AS net,
        COUNT(*) FILTER (WHERE gross_amount_minor IS NULL OR net_amount_minor IS NULL) AS blanks
    FROM credits
    GROUP BY store, order_id, attribution_model
)
SELECT
    COALESCE(expected.store, given.store) || '/' || COALESCE(expected.order_id, given.order_id),
    COALESCE(expected.attribution_model, given.attribution_model),
    expected.net_items_minor, given.gross, expected.commissionable_minor, given.net
FROM expected
FULL OUTER JOIN given ON given.store = expected.store AND given.order_id = expected.order_id
    AND given.attribution_model = expected.attribution_model
WHERE given.gross IS DISTINCT FROM expected.net_items_minor OR given.net IS DISTINCT FROM expected.commissionable_minor
    OR given.blanks > 0
ORDER BY 1, 2
"""
_SHOP = """
SELECT
    COALESCE(SUM(ROUND(CAST(net_items_minor AS DECIMAL(14, 0)) * COALESCE(minor_rate, 1))), 0),
    COALESCE(SUM(ROUND(CAST(commissionable_minor AS DECIMAL(14, 0)) * COALESCE(minor_rate, 1))), 0),
    COUNT(*)
FROM orders
CROSS JOIN (SELECT timezone, currency AS reporting FROM meta_policy) AS policy
LEFT JOIN rates ON rates.currency = orders.currency
    AND rates.day = CAST(orders.placed_at AT TIME ZONE policy.timezone AS DATE)
WHERE orders.exclusion_reason IS NULL AND (orders.currency = policy.reporting OR rates.minor_rate IS NOT NULL)
"""
_SUMS = """
SELECT attribution_model, SUM(gross_revenue), SUM(net_revenue), SUM(gross_revenue - refunded - net_revenue)
FROM {table}
GROUP BY attribution_model
ORDER BY attribution_model
"""


def check_money(snapshot: Snapshot) -> Finding:
    """Adds up again, from the orders, what credits and marts say."""
    connection, unit = snapshot.connection, snapshot.source.parameters.minor_unit
    wrong = connection.execute(_ORDERS).fetchall()
    ((gross, net, orders),) = connection.execute(_SHOP).fetchall()
    shop = gross * unit, net * unit
    differences = [_order_sentence(row) for row in wrong[:NAMED_ORDERS]]
    if len(wrong) > NAMED_ORDERS:
        differences.append(f"{len(wrong) - NAMED_ORDERS} more orders and models differ.")
    for table in ("creator_performance", "campaign_performance"):
        differences += _compare_sums(connection, table, shop)
    currency = snapshot.source.parameters.currency
    figures: dict[str, Figure] = {
        "orders": orders,
        "credits": _credits(connection),
        f"gross {currency}": str(shop[0]),
        f"net {currency}": str(shop[1]),
    }
    return Finding("money", PROMISE, figures, differences)


def _credits(connection: DuckDBPyConnection) -> int:
    ((count,),) = connection.execute("SELECT COUNT(*) FROM credits").fetchall()
    return int(count)


def _order_sentence(row: tuple[str, str, int | None, int | None, int | None, int | None]) -> str:
    order, model, base, gross, left, net = row
    return (
        f"The credits of order {order} under {model} are {gross} gross and {net} net, "
        f"but the order is {base} and {left} (minor units)."
    )


def _compare_sums(connection: DuckDBPyConnection, table: str, shop: tuple[Decimal, Decimal]) -> list[str]:
    sums = connection.execute(_SUMS.format(table=table)).fetchall()
    return [
        f"{table} under {model} sums to {gross} gross and {net} net, but the shop has {shop[0]} and {shop[1]}."
        for model, gross, net, unexplained in sums
        if (gross, net) != shop or unexplained
    ]
