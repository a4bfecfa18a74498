-- Every order as all its deliveries together tell it, with what is left of it to give credit for.
WITH used AS (
    SELECT ordinal, UNNEST(codes) AS used, GENERATE_SUBSCRIPTS(codes, 1) AS place
    FROM current_orders
    WHERE ARRAY_LENGTH(codes) > 0
),
used_codes AS (
    SELECT ordinal, ARRAY_AGG(used.code ORDER BY place) AS codes FROM used GROUP BY ordinal
),
carried AS (
    SELECT ordinal, ARRAY_AGG(click_id ORDER BY position, click_id) AS click_ids FROM carried_clicks GROUP BY ordinal
),
first_orders AS (
    SELECT store, person.customer_key AS customer_key, MIN((placed_at, order_id)) AS first_order
    FROM current_orders
    WHERE has_been_paid AND NOT COALESCE(is_test, FALSE) AND person.customer_key IS NOT NULL
    GROUP BY 1, 2
),
buyers AS (
    SELECT DISTINCT email_key FROM creators WHERE email_key IS NOT NULL
)
SELECT
    current_orders.store,
    current_orders.platform,
    current_orders.order_id,
    current_orders.order_number,
    current_orders.placed_at,
    settled_orders.state,
    current_orders.platform_state,
    current_orders.has_been_paid,
    settled_orders.currency,
    current_orders.amounts.gross_minor AS gross_minor,
    settled_orders.net_items_minor,
    settled_orders.refunded_minor,
    settled_orders.refund_excess_minor,
    settled_orders.net_items_minor - settled_orders.commissionable_minor AS reversed_minor,
    settled_orders.commissionable_minor,
    COALESCE(used_codes.codes, []) AS codes,
    COALESCE(carried.click_ids, []) AS click_ids,
    current_orders.person.customer_key AS customer_key,
    CASE
        WHEN current_orders.person.customer_key IS NULL THEN NULL
        ELSE COALESCE(first_orders.first_order = (current_orders.placed_at, current_orders.order_id), FALSE)
    END AS is_new_customer,
    buyers.email_key IS NOT NULL AS is_self_purchase,
    current_orders.is_test,
    current_orders.sales_channel,
    settled_orders.exclusion_reason,
    current_orders.source_version
FROM current_orders
JOIN settled_orders ON settled_orders.ordinal = current_orders.ordinal
LEFT JOIN used_codes ON used_codes.ordinal = current_orders.ordinal
LEFT JOIN carried ON carried.ordinal = current_orders.ordinal
LEFT JOIN first_orders
    ON first_orders.store = current_orders.store
    AND first_orders.customer_key = current_orders.person.customer_key
LEFT JOIN buyers ON buyers.email_key = current_orders.person.buyer_key
