-- Clicks of earlier orders of the same customer that lie in the look-back of a later one. Found through the customer
-- only, so nothing but a human click will do.
WITH customer_clicks AS (
    SELECT
        current_orders.store,
        current_orders.person.customer_key AS customer_key,
        order_clicks.click_id,
        MIN((current_orders.placed_at, current_orders.order_id)) AS first_order,
        ANY_VALUE(order_clicks.clicked_at) AS clicked_at,
        ANY_VALUE(order_clicks.link_id) AS link_id,
        ANY_VALUE(order_clicks.campaign_id) AS campaign_id,
        ANY_VALUE(order_clicks.creator_id) AS creator_id
    FROM order_clicks
    JOIN current_orders ON current_orders.ordinal = order_clicks.ordinal
    WHERE order_clicks.click_class = 'human' AND current_orders.person.customer_key IS NOT NULL
    GROUP BY 1, 2, 3
)
SELECT
    orders.ordinal,
    customer_clicks.click_id,
    customer_clicks.clicked_at,
    customer_clicks.link_id,
    customer_clicks.campaign_id,
    customer_clicks.creator_id
FROM current_orders AS orders
CROSS JOIN parameters
JOIN customer_clicks
    ON customer_clicks.store = orders.store
    AND customer_clicks.customer_key = orders.person.customer_key
    AND customer_clicks.first_order < (orders.placed_at, orders.order_id)
LEFT JOIN order_clicks AS own ON own.ordinal = orders.ordinal AND own.click_id = customer_clicks.click_id
WHERE own.click_id IS NULL
    AND FLOOR(EPOCH(customer_clicks.clicked_at)) <= FLOOR(EPOCH(orders.placed_at))
    AND FLOOR(EPOCH(customer_clicks.clicked_at))
        >= FLOOR(EPOCH(orders.placed_at)) - 86400 * parameters.lookback_days
