-- The sums behind code_performance: one row an ownership of a code and model.
WITH credited AS (
    SELECT
        codes.code_id, credits.attribution_model,
        SUM(credits.weight) AS orders, SUM(credits.net_weight) AS net_orders,
        SUM(credits.click_weight) AS click_orders, SUM(credits.code_only_weight) AS code_only_orders,
        SUM(credits.new_customer_weight) AS new_customers, SUM(credits.unrated_weight) AS orders_without_rate,
        SUM(credits.gross_minor) AS gross_minor, SUM(credits.net_minor) AS net_minor
    FROM credit_values AS credits
    INNER JOIN code_spellings AS used ON used.code = credits.code
    INNER JOIN code_spellings AS registered ON registered.folded = used.folded
    INNER JOIN codes
        ON codes.store = credits.store AND codes.code = registered.code
        AND codes.campaign_id = credits.campaign_id AND codes.creator_id = credits.creator_id
    WHERE (codes.valid_from IS NULL OR codes.valid_from <= credits.placed_at)
        AND (codes.valid_until IS NULL OR credits.placed_at < codes.valid_until)
    GROUP BY 1, 2
)
SELECT
    'code' AS scope, codes.campaign_id, codes.creator_id,
    CAST(NULL AS VARCHAR) AS link_id, codes.code_id, CAST(NULL AS VARCHAR) AS post_id,
    models.attribution_model,
    0 AS posts, 0 AS posts_with_impressions, CAST(NULL AS VARCHAR) AS impressions_basis,
    CAST(NULL AS BIGINT) AS impressions, CAST(NULL AS BIGINT) AS engagements,
    CAST(NULL AS BIGINT) AS raw_clicks, CAST(NULL AS BIGINT) AS clicks, CAST(NULL AS BIGINT) AS unique_clicks,
    credited.orders, credited.net_orders, credited.click_orders, credited.code_only_orders,
    credited.new_customers, credited.orders_without_rate, credited.gross_minor, credited.net_minor,
    CAST(NULL AS BIGINT) AS cost_minor, 0 AS costs_without_rate
FROM codes
CROSS JOIN attribution_models AS models
LEFT JOIN credited
    ON credited.code_id = codes.code_id AND credited.attribution_model = models.attribution_model
