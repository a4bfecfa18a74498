-- Every order as all its deliveries together tell it, with what is left of it to give credit for.
WITH based AS (
    SELECT
        current_orders.*,
        amounts.net_items_minor AS base_minor,
        COALESCE(order_refunds.of_base_minor, 0)
        + CASE
            WHEN COALESCE(order_refunds.of_charge_minor, 0) <= 0 THEN 0
            WHEN order_refunds.of_charge_minor >= amounts.gross_minor THEN amounts.net_items_minor
            ELSE CAST(
                (2 * CAST(amounts.net_items_minor AS HUGEINT) * order_refunds.of_charge_minor + amounts.gross_minor)
                // (2 * CAST(amounts.gross_minor AS HUGEINT)) AS BIGINT
            )
        END AS told_refunds_minor,
        COALESCE(order_refunds.is_full, FALSE) OR named_state = 'refunded' AS is_fully_refunded
    FROM current_orders
    LEFT JOIN order_refunds
        ON order_refunds.store = current_orders.store AND order_refunds.order_id = current_orders.order_id
),
refunded AS (
    SELECT
        *,
        CASE
            WHEN is_fully_refunded THEN COALESCE(base_minor, 0)
            ELSE LEAST(told_refunds_minor, GREATEST(COALESCE(base_minor, 0), 0))
        END AS refunded_minor,
        GREATEST(told_refunds_minor - GREATEST(COALESCE(base_minor, 0), 0), 0) AS refund_excess_minor
    FROM based
),
settled AS (
    SELECT
        *,
        CASE
            WHEN named_state = 'cancelled' THEN 'cancelled'
            WHEN NOT has_been_paid THEN CASE WHEN named_state = 'failed' THEN 'failed' ELSE 'pending' END
            WHEN is_fully_refunded OR (refunded_minor > 0 AND refunded_minor >= base_minor) THEN 'refunded'
            WHEN named_state = 'partially_refunded' OR refunded_minor > 0 THEN 'partially_refunded'
            ELSE 'paid'
        END AS state
    FROM refunded
),
counted AS (
    SELECT
        *,
        CASE
            WHEN state IN ('pending', 'failed', 'cancelled') OR COALESCE(is_test, FALSE) OR base_minor IS NULL THEN 0
            ELSE GREATEST(LEAST(base_minor - refunded_minor, COALESCE(amounts.ceiling_minor, base_minor)), 0)
        END AS left_minor,
        CASE
            WHEN COALESCE(is_test, FALSE) THEN 'test'
            WHEN sales_channel = 'pos' THEN 'pos'
            WHEN sales_channel IN ('draft', 'shopify_draft_order') THEN 'draft'
            WHEN COALESCE(is_gift_card_only, FALSE) THEN 'gift_card_only'
            WHEN NOT has_been_paid AND state = 'cancelled' THEN 'cancelled_before_paid'
            WHEN NOT has_been_paid THEN 'unpaid'
            WHEN COALESCE(base_minor, 0) <= 0 THEN 'zero_value'
        END AS exclusion_reason,
        ROW_NUMBER() OVER (
            PARTITION BY store, person.customer_key, has_been_paid AND NOT COALESCE(is_test, FALSE)
            ORDER BY placed_at, order_id
        ) AS customer_place
    FROM settled
)
SELECT
    counted.store,
    counted.platform,
    counted.order_id,
    counted.order_number,
    counted.placed_at,
    counted.state,
    counted.platform_state,
    counted.has_been_paid,
    amounts.currency AS currency,
    amounts.gross_minor AS gross_minor,
    COALESCE(counted.base_minor, 0) AS net_items_minor,
    counted.refunded_minor,
    counted.refund_excess_minor,
    COALESCE(counted.base_minor, 0) - counted.left_minor AS reversed_minor,
    counted.left_minor AS commissionable_minor,
    COALESCE(used_codes.codes, []) AS codes,
    COALESCE(carried.click_ids, []) AS click_ids,
    person.customer_key AS customer_key,
    CASE
        WHEN person.customer_key IS NULL THEN NULL
        ELSE has_been_paid AND NOT COALESCE(is_test, FALSE) AND customer_place = 1
    END AS is_new_customer,
    COALESCE(buyers.is_creator, FALSE) AS is_self_purchase,
    counted.is_test,
    counted.sales_channel,
    counted.exclusion_reason,
    counted.source_version
FROM counted
LEFT JOIN (
    SELECT store, order_id, ARRAY_AGG(used.code ORDER BY place) AS codes
    FROM (
        SELECT store, order_id, UNNEST(codes) AS used, GENERATE_SUBSCRIPTS(codes, 1) AS place FROM current_orders
    ) AS uses
    GROUP BY store, order_id
) AS used_codes ON used_codes.store = counted.store AND used_codes.order_id = counted.order_id
LEFT JOIN (
    SELECT store, order_id, ARRAY_AGG(click_id ORDER BY position, click_id) AS click_ids
    FROM carried_clicks
    GROUP BY store, order_id
) AS carried ON carried.store = counted.store AND carried.order_id = counted.order_id
LEFT JOIN (
    SELECT DISTINCT email_key, TRUE AS is_creator FROM creators WHERE email_key IS NOT NULL
) AS buyers ON buyers.email_key = person.buyer_key
