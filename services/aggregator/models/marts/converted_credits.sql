-- Credits of orders in another currency: the order's totals are converted once, then split by largest remainder.
WITH shares AS (
    SELECT
        credits.store, credits.order_id, credits.attribution_model, credits.campaign_id, credits.creator_id,
        credits.link_id, credits.code, credits.evidence, credits.touch_at, credits.click_id,
        CAST(FLOOR(credits.weight * 1e12) / 1e12 AS DECIMAL(18, 12)) AS weight,
        ROUND(CAST(orders.net_items_minor AS DECIMAL(14, 0)) * rates.minor_rate) AS gross_total,
        ROUND(CAST(orders.commissionable_minor AS DECIMAL(14, 0)) * rates.minor_rate) AS net_total
    FROM credits
    INNER JOIN orders ON orders.store = credits.store AND orders.order_id = credits.order_id
    CROSS JOIN parameters
    LEFT JOIN rates
        ON rates.currency = orders.currency
        AND rates.day = CAST(orders.placed_at AT TIME ZONE parameters.timezone AS DATE)
    WHERE orders.currency <> parameters.currency
),
floors AS (
    SELECT
        shares.*,
        FLOOR(weight * gross_total) AS gross_floor,
        FLOOR(weight * net_total) AS net_floor
    FROM shares
),
ranked AS (
    SELECT
        floors.*,
        gross_total - SUM(gross_floor) OVER credit_set AS gross_left,
        net_total - SUM(net_floor) OVER credit_set AS net_left,
        ROW_NUMBER() OVER (
            PARTITION BY store, order_id, attribution_model
            ORDER BY weight * gross_total - gross_floor DESC NULLS LAST,
                touch_at NULLS LAST, click_id NULLS LAST, creator_id NULLS LAST
        ) AS gross_rank,
        ROW_NUMBER() OVER (
            PARTITION BY store, order_id, attribution_model
            ORDER BY weight * net_total - net_floor DESC NULLS LAST,
                touch_at NULLS LAST, click_id NULLS LAST, creator_id NULLS LAST
        ) AS net_rank
    FROM floors
    WINDOW credit_set AS (PARTITION BY store, order_id, attribution_model)
)
SELECT
    store, order_id, attribution_model, campaign_id, creator_id, link_id, code, evidence, weight,
    CAST(gross_floor + CASE WHEN gross_rank <= gross_left THEN 1 ELSE 0 END AS BIGINT) AS gross_minor,
    CAST(net_floor + CASE WHEN net_rank <= net_left THEN 1 ELSE 0 END AS BIGINT) AS net_minor
FROM ranked
