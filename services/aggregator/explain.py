"""`plaudit explain`: every touch of an order on a timeline, who earns it, and why the others do not."""

from typing import Annotated, Any

import typer

from plaudit.cli.output import AsJson, write_json
from plaudit.cli.published import query, query_all
from plaudit.errors import PermanentError
from plaudit.settings import Settings, load_settings
from services.aggregator.attribution.alternatives import Alternative, JudgedTouch, tell_alternatives
from services.aggregator.explanation import write_explanation

Row = dict[str, Any]

FIND = """
SELECT store, order_id FROM orders
WHERE (order_id = $1 OR order_number = $1) AND store = COALESCE($2, store)
ORDER BY order_id <> $1, store, order_id
"""
RULES = "SELECT policy, model, attribution_models, lookback_days FROM meta_policy"
ORDER = """
SELECT orders.*, reasons.sentence AS exclusion_sentence
FROM orders
LEFT JOIN meta_reasons AS reasons ON reasons.about = 'order' AND reasons.reason = orders.exclusion_reason
WHERE store = $1 AND order_id = $2
"""
TOUCHES = """
SELECT touches.*, reasons.sentence
FROM touches
LEFT JOIN meta_reasons AS reasons ON reasons.about = 'touch' AND reasons.reason = touches.reason
WHERE store = $1 AND order_id = $2
ORDER BY kind = 'code', touch_at NULLS FIRST, click_id, code
"""
CREDITS = """
SELECT credits.*, reasons.sentence
FROM credits
LEFT JOIN meta_reasons AS reasons ON reasons.about = 'credit' AND reasons.reason = credits.reason
WHERE store = $1 AND order_id = $2
ORDER BY attribution_model, touch_at, click_id
"""
REFUNDS = "FROM refunds WHERE store = $1 AND order_id = $2 ORDER BY refunded_at, refund_id"
DELIVERIES = "FROM deliveries WHERE store = $1 AND order_id = $2 ORDER BY received_at, origin, sequence"


def explain(
    order: Annotated[str, typer.Argument(help="The order's id, or the number that buyer and shop see.")],
    *,
    store: Annotated[str | None, typer.Option(help="The store, where several have such an order.")] = None,
    as_json: AsJson = False,
) -> None:
    """Reads the published tables only; what other policies would say comes from the rules themselves."""
    explanation = explain_order(load_settings(), order, store)
    if as_json:
        write_json(explanation)
    else:
        write_explanation(explanation)


def explain_order(settings: Settings, order: str, store: str | None = None) -> Row:
    """All that is known of who earns an order: `rules`, `order`, `touches`, `credits`, `refunds`, `deliveries` and
    `policies`, the shares that each policy and model would give.

    Raises PermanentError when nothing is published, or not exactly one order is meant.
    """
    key = _find(settings, order, store)
    named = {"rules": (RULES, []), "order": (ORDER, key), "touches": (TOUCHES, key), "credits": (CREDITS, key)}
    named |= {"refunds": (REFUNDS, key), "deliveries": (DELIVERIES, key)}
    found: Row = dict(zip(named, query_all(settings, named.values()), strict=True))
    found |= {"rules": found["rules"][0], "order": found["order"][0]}
    policies = _alternatives(found["order"], found["touches"], found["rules"]["attribution_models"])
    return found | {"policies": [alternative._asdict() for alternative in policies]}


def _find(settings: Settings, order: str, store: str | None) -> list[str]:
    found = query(settings, FIND, [order, store])
    exact = [row for row in found if row["order_id"] == order] or found
    if not exact:
        where = f"store {store}" if store else "any store"
        raise PermanentError(f"No order {order} of {where} is published; look for it with `plaudit dead-letters list`.")
    if len(exact) > 1:
        stores = ", ".join(row["store"] for row in exact)
        raise PermanentError(f"Several orders are called {order}, in {stores}; say which with --store.")
    return [exact[0]["store"], exact[0]["order_id"]]


def _alternatives(order: Row, touches: list[Row], models: list[str]) -> list[Alternative]:
    """Nothing is shared of an order that does not count."""
    if order["exclusion_reason"] is not None:
        return []
    judged = [
        JudgedTouch(
            row["touch_at"], row["kind"], row["click_id"] or row["code"], row["creator_id"], row["kept"], row["reason"]
        )
        for row in touches
    ]
    return tell_alternatives(judged, order["placed_at"], models)
