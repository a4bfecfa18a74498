-- Who is given how much of every order that counts, under every model. Shares of a model are equal here, so the cents
-- that do not divide go one by one to the earlier touches.
WITH models AS (
    SELECT UNNEST(['last', 'first', 'linear']) AS attribution_model
),
absorbed AS (
    SELECT
        ordinal,
        MAX_BY(click_id, (touch_at, click_id)) AS click_id,
        MAX_BY(link_id, (touch_at, click_id)) AS link_id
    FROM judged_touches
    WHERE reason = 'absorbed_by_code'
    GROUP BY ordinal
),
chosen AS (
    SELECT
        models.attribution_model,
        touches.*,
        CASE
            WHEN models.attribution_model = 'linear' THEN touches.path_length
            WHEN models.attribution_model = 'last' AND touches.halves THEN 2
            ELSE 1
        END AS shares,
        CASE
            WHEN models.attribution_model = 'linear' THEN touches.position
            WHEN models.attribution_model = 'last' AND touches.halves AND touches.kind = 'code' THEN 2
            ELSE 1
        END AS place
    FROM judged_touches AS touches
    JOIN models
        ON (models.attribution_model = 'last' AND (touches.position = touches.path_length OR touches.shares_with_code))
        OR (models.attribution_model = 'first' AND touches.position = 1)
        OR (models.attribution_model = 'linear' AND touches.position IS NOT NULL)
),
losses AS (
    SELECT judged_touches.ordinal, MIN_BY(reasons.reason, reasons.rank) AS reason
    FROM judged_touches
    JOIN reasons ON reasons.about = 'credit' AND reasons.reason = judged_touches.reason
    WHERE judged_touches.path_length = 0
    GROUP BY judged_touches.ordinal
),
unearned AS (
    SELECT settled_orders.*, COALESCE(losses.reason, 'no_evidence') AS reason
    FROM settled_orders
    LEFT JOIN losses ON losses.ordinal = settled_orders.ordinal
    WHERE settled_orders.ordinal NOT IN (SELECT ordinal FROM judged_touches WHERE position = 1)
)
SELECT
    orders.store,
    orders.order_id,
    chosen.attribution_model,
    chosen.campaign_id,
    chosen.creator_id,
    chosen.touch_at,
    CASE WHEN chosen.kind = 'code' THEN absorbed.click_id ELSE chosen.click_id END AS click_id,
    CASE WHEN chosen.kind = 'code' THEN absorbed.link_id ELSE chosen.link_id END AS link_id,
    chosen.code,
    CAST(1 AS DOUBLE) / chosen.shares AS weight,
    orders.net_items_minor // chosen.shares
    + CASE WHEN chosen.place <= orders.net_items_minor % chosen.shares THEN 1 ELSE 0 END AS gross_amount_minor,
    orders.commissionable_minor // chosen.shares
    + CASE WHEN chosen.place <= orders.commissionable_minor % chosen.shares THEN 1 ELSE 0 END AS net_amount_minor,
    orders.currency,
    chosen.evidence,
    CASE
        WHEN chosen.path_length = 1 THEN 'only_touch'
        WHEN chosen.attribution_model = 'linear' THEN 'equal_share'
        WHEN chosen.shares = 2 THEN 'half_share'
        ELSE chosen.attribution_model || '_touch'
    END AS reason
FROM chosen
JOIN settled_orders AS orders ON orders.ordinal = chosen.ordinal
LEFT JOIN absorbed ON absorbed.ordinal = chosen.ordinal
WHERE orders.exclusion_reason IS NULL
UNION ALL
SELECT
    unearned.store, unearned.order_id, models.attribution_model, NULL, NULL, NULL, NULL, NULL, NULL, 1,
    unearned.net_items_minor, unearned.commissionable_minor, unearned.currency, NULL, unearned.reason
FROM unearned
CROSS JOIN models
WHERE unearned.exclusion_reason IS NULL
