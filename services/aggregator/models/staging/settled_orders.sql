-- The money and the state of every order: what was given back, what is left, and why it does not count, if it does not.
WITH based AS (
    SELECT
        current_orders.*,
        COALESCE(amounts.net_items_minor, 0) AS net_items_minor,
        COALESCE(order_refunds.of_base_minor, 0)
        + CASE
            WHEN COALESCE(order_refunds.of_charge_minor, 0) <= 0 THEN 0
            WHEN order_refunds.of_charge_minor >= amounts.gross_minor THEN amounts.net_items_minor
            ELSE CAST(
                (2 * CAST(amounts.net_items_minor AS HUGEINT) * order_refunds.of_charge_minor + amounts.gross_minor)
                // (2 * CAST(amounts.gross_minor AS HUGEINT)) AS BIGINT
            )
        END AS told_refunds_minor,
        COALESCE(order_refunds.is_full, FALSE) OR COALESCE(named_state, '') = 'refunded' AS is_fully_refunded
    FROM current_orders
    LEFT JOIN order_refunds
        ON order_refunds.store = current_orders.store AND order_refunds.order_id = current_orders.order_id
),
refunded AS (
    SELECT
        *,
        CASE
            WHEN is_fully_refunded THEN net_items_minor
            ELSE LEAST(told_refunds_minor, GREATEST(net_items_minor, 0))
        END AS refunded_minor,
        GREATEST(told_refunds_minor - GREATEST(net_items_minor, 0), 0) AS refund_excess_minor
    FROM based
),
stated AS (
    SELECT
        *,
        CASE
            WHEN named_state = 'cancelled' THEN 'cancelled'
            WHEN NOT has_been_paid THEN CASE WHEN named_state = 'failed' THEN 'failed' ELSE 'pending' END
            WHEN is_fully_refunded OR (refunded_minor > 0 AND refunded_minor >= net_items_minor) THEN 'refunded'
            WHEN named_state = 'partially_refunded' OR refunded_minor > 0 THEN 'partially_refunded'
            ELSE 'paid'
        END AS state
    FROM refunded
)
SELECT
    ordinal,
    store,
    order_id,
    placed_at,
    state,
    has_been_paid,
    amounts.currency AS currency,
    net_items_minor,
    refunded_minor,
    refund_excess_minor,
    CASE
        WHEN state IN ('pending', 'failed', 'cancelled') OR COALESCE(is_test, FALSE) THEN 0
        ELSE GREATEST(LEAST(net_items_minor - refunded_minor, COALESCE(amounts.ceiling_minor, net_items_minor)), 0)
    END AS commissionable_minor,
    CASE
        WHEN is_test THEN 'test'
        WHEN sales_channel = 'pos' THEN 'pos'
        WHEN sales_channel IN ('draft', 'shopify_draft_order') THEN 'draft'
        WHEN is_gift_card_only THEN 'gift_card_only'
        WHEN NOT has_been_paid AND state = 'cancelled' THEN 'cancelled_before_paid'
        WHEN NOT has_been_paid THEN 'unpaid'
        WHEN net_items_minor <= 0 THEN 'zero_value'
    END AS exclusion_reason
FROM stated
