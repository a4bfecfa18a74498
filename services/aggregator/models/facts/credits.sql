-- Who is given how much of every order that counts, under every model. Shares of a model are equal here, so the cents
-- that do not divide go one by one to the earlier touches.
WITH chosen AS (
    SELECT 'last' AS attribution_model, judged_touches.*
    FROM judged_touches
    WHERE position = path_length OR (position IS NOT NULL AND shares_with_code)
    UNION ALL
    SELECT 'first', judged_touches.*
    FROM judged_touches
    WHERE position = 1
    UNION ALL
    SELECT 'linear', judged_touches.*
    FROM judged_touches
    WHERE position IS NOT NULL
),
absorbed AS (
    SELECT
        store,
        order_id,
        MAX_BY(click_id, (touch_at, click_id)) AS click_id,
        MAX_BY(link_id, (touch_at, click_id)) AS link_id
    FROM judged_touches
    WHERE reason = 'absorbed_by_code'
    GROUP BY store, order_id
),
shared AS (
    SELECT
        chosen.*,
        COUNT(*) OVER (PARTITION BY store, order_id, attribution_model) AS shares,
        ROW_NUMBER() OVER (PARTITION BY store, order_id, attribution_model ORDER BY position) AS place
    FROM chosen
),
losses AS (
    SELECT judged_touches.store, judged_touches.order_id, MIN_BY(reasons.reason, reasons.rank) AS reason
    FROM judged_touches
    JOIN reasons ON reasons.about = 'credit' AND reasons.reason = judged_touches.reason
    WHERE judged_touches.path_length = 0
    GROUP BY judged_touches.store, judged_touches.order_id
)
SELECT
    orders.store,
    orders.order_id,
    shared.attribution_model,
    shared.campaign_id,
    shared.creator_id,
    shared.touch_at,
    CASE WHEN shared.kind = 'code' THEN absorbed.click_id ELSE shared.click_id END AS click_id,
    CASE WHEN shared.kind = 'code' THEN absorbed.link_id ELSE shared.link_id END AS link_id,
    shared.code,
    CAST(1 AS DOUBLE) / shared.shares AS weight,
    orders.net_items_minor // shared.shares
    + CASE WHEN shared.place <= orders.net_items_minor % shared.shares THEN 1 ELSE 0 END AS gross_amount_minor,
    orders.commissionable_minor // shared.shares
    + CASE WHEN shared.place <= orders.commissionable_minor % shared.shares THEN 1 ELSE 0 END AS net_amount_minor,
    orders.currency,
    shared.evidence,
    CASE
        WHEN shared.path_length = 1 THEN 'only_touch'
        WHEN shared.attribution_model = 'linear' THEN 'equal_share'
        WHEN shared.shares = 2 THEN 'half_share'
        ELSE shared.attribution_model || '_touch'
    END AS reason
FROM orders
JOIN shared ON shared.store = orders.store AND shared.order_id = orders.order_id
LEFT JOIN absorbed ON absorbed.store = orders.store AND absorbed.order_id = orders.order_id
WHERE orders.exclusion_reason IS NULL
UNION ALL
SELECT
    orders.store, orders.order_id, models.attribution_model, NULL, NULL, NULL, NULL, NULL, NULL, 1,
    orders.net_items_minor, orders.commissionable_minor, orders.currency, NULL,
    COALESCE(losses.reason, 'no_evidence')
FROM orders
CROSS JOIN (SELECT UNNEST(['last', 'first', 'linear']) AS attribution_model) AS models
LEFT JOIN losses ON losses.store = orders.store AND losses.order_id = orders.order_id
LEFT JOIN (
    SELECT DISTINCT store, order_id FROM judged_touches WHERE position IS NOT NULL
) AS paths ON paths.store = orders.store AND paths.order_id = orders.order_id
WHERE orders.exclusion_reason IS NULL AND paths.order_id IS NULL
