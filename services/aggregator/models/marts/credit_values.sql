-- Every credit with the day of its order, what it counts for, and its amounts in minor units of the reporting currency.
WITH amounts AS (
    SELECT
        credits.store, credits.order_id, credits.attribution_model, credits.campaign_id, credits.creator_id,
        credits.link_id, credits.code, credits.evidence,
        CAST(FLOOR(credits.weight * 1e12) / 1e12 AS DECIMAL(18, 12)) AS weight,
        credits.gross_amount_minor AS gross_minor,
        credits.net_amount_minor AS net_minor
    FROM credits
    CROSS JOIN parameters
    WHERE credits.currency = parameters.currency
    UNION ALL
    SELECT
        store, order_id, attribution_model, campaign_id, creator_id, link_id, code, evidence,
        weight, gross_minor, net_minor
    FROM converted_credits
)
SELECT
    amounts.*,
    CAST(orders.placed_at AT TIME ZONE parameters.timezone AS DATE) AS day,
    orders.placed_at,
    CASE WHEN orders.commissionable_minor > 0 THEN amounts.weight ELSE 0 END AS net_weight,
    CASE WHEN amounts.evidence IN ('click', 'both') THEN amounts.weight ELSE 0 END AS click_weight,
    CASE WHEN amounts.evidence = 'code' THEN amounts.weight ELSE 0 END AS code_only_weight,
    CASE WHEN orders.is_new_customer THEN amounts.weight ELSE 0 END AS new_customer_weight,
    CASE WHEN amounts.gross_minor IS NULL THEN amounts.weight ELSE 0 END AS unrated_weight
FROM amounts
INNER JOIN orders ON orders.store = amounts.store AND orders.order_id = amounts.order_id
CROSS JOIN parameters
