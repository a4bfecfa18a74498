-- The click ids that every order carries: the union over all its deliveries, each id once.
WITH carried AS (
    SELECT store, order_id, UNNEST(clicks) AS click
    FROM order_facts
    WHERE ARRAY_LENGTH(clicks) > 0
),
found AS (
    SELECT store, order_id, click.click_id AS click_id, click.found_in AS found_in, MIN(click.position) AS position
    FROM carried
    GROUP BY ALL
),
merged AS (
    SELECT
        store,
        order_id,
        click_id,
        STRING_AGG(found_in, ', ' ORDER BY found_in) AS found_in,
        MIN(COALESCE(position, 0)) AS position
    FROM found
    GROUP BY store, order_id, click_id
)
SELECT current_orders.ordinal, merged.click_id, merged.found_in, merged.position
FROM merged
JOIN current_orders ON current_orders.store = merged.store AND current_orders.order_id = merged.order_id
