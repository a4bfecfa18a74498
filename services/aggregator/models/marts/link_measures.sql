-- The sums behind link_performance: one row a link and model. Costs belong to creators, never to links.
WITH keys AS (
    SELECT link_id, campaign_id, creator_id FROM links
    UNION
    SELECT DISTINCT click_counts.link_id, click_counts.campaign_id, click_counts.creator_id
    FROM click_counts
    LEFT JOIN links ON links.link_id = click_counts.link_id
    WHERE links.link_id IS NULL
),
clicked AS (
    SELECT
        link_id, SUM(raw_clicks) AS raw_clicks, SUM(clicks) AS clicks, SUM(unique_clicks) AS unique_clicks
    FROM click_counts
    GROUP BY 1
),
credited AS (
    SELECT
        link_id, attribution_model,
        SUM(weight) AS orders, SUM(net_weight) AS net_orders, SUM(click_weight) AS click_orders,
        SUM(code_only_weight) AS code_only_orders, SUM(new_customer_weight) AS new_customers,
        SUM(unrated_weight) AS orders_without_rate, SUM(gross_minor) AS gross_minor, SUM(net_minor) AS net_minor
    FROM credit_values
    WHERE link_id IS NOT NULL
    GROUP BY 1, 2
)
SELECT
    'link' AS scope, keys.campaign_id, keys.creator_id,
    keys.link_id, CAST(NULL AS VARCHAR) AS code_id, CAST(NULL AS VARCHAR) AS post_id,
    models.attribution_model,
    0 AS posts, 0 AS posts_with_impressions, CAST(NULL AS VARCHAR) AS impressions_basis,
    CAST(NULL AS BIGINT) AS impressions, CAST(NULL AS BIGINT) AS engagements,
    COALESCE(clicked.raw_clicks, 0) AS raw_clicks, COALESCE(clicked.clicks, 0) AS clicks,
    COALESCE(clicked.unique_clicks, 0) AS unique_clicks,
    credited.orders, credited.net_orders, credited.click_orders, credited.code_only_orders,
    credited.new_customers, credited.orders_without_rate, credited.gross_minor, credited.net_minor,
    CAST(NULL AS BIGINT) AS cost_minor, 0 AS costs_without_rate
FROM keys
CROSS JOIN attribution_models AS models
LEFT JOIN clicked ON clicked.link_id = keys.link_id
LEFT JOIN credited
    ON credited.link_id = keys.link_id AND credited.attribution_model = models.attribution_model
