-- The sums behind post_performance: one row a post and model; clicks and orders come by links made for the post.
WITH clicked AS (
    SELECT
        post_id, SUM(raw_clicks) AS raw_clicks, SUM(clicks) AS clicks, SUM(unique_clicks) AS unique_clicks
    FROM click_counts
    WHERE post_id IS NOT NULL
    GROUP BY 1
),
linked AS (
    SELECT DISTINCT post_id FROM links WHERE post_id IS NOT NULL
),
credited AS (
    SELECT
        links.post_id, credits.attribution_model,
        SUM(credits.weight) AS orders, SUM(credits.net_weight) AS net_orders,
        SUM(credits.click_weight) AS click_orders, SUM(credits.code_only_weight) AS code_only_orders,
        SUM(credits.new_customer_weight) AS new_customers, SUM(credits.unrated_weight) AS orders_without_rate,
        SUM(credits.gross_minor) AS gross_minor, SUM(credits.net_minor) AS net_minor
    FROM credit_values AS credits
    INNER JOIN links ON links.link_id = credits.link_id
    WHERE links.post_id IS NOT NULL
    GROUP BY 1, 2
)
SELECT
    'post' AS scope, posts.campaign_id, posts.creator_id,
    CAST(NULL AS VARCHAR) AS link_id, CAST(NULL AS VARCHAR) AS code_id, posts.post_id,
    models.attribution_model,
    1 AS posts, CASE WHEN posts.impressions IS NOT NULL THEN 1 ELSE 0 END AS posts_with_impressions,
    posts.impressions_basis, posts.impressions, posts.engagements,
    CASE WHEN linked.post_id IS NOT NULL THEN COALESCE(clicked.raw_clicks, 0) END AS raw_clicks,
    CASE WHEN linked.post_id IS NOT NULL THEN COALESCE(clicked.clicks, 0) END AS clicks,
    CASE WHEN linked.post_id IS NOT NULL THEN COALESCE(clicked.unique_clicks, 0) END AS unique_clicks,
    credited.orders, credited.net_orders, credited.click_orders, credited.code_only_orders,
    credited.new_customers, credited.orders_without_rate, credited.gross_minor, credited.net_minor,
    CAST(NULL AS BIGINT) AS cost_minor, 0 AS costs_without_rate
FROM post_counts AS posts
CROSS JOIN attribution_models AS models
LEFT JOIN linked ON linked.post_id = posts.post_id
LEFT JOIN clicked ON clicked.post_id = posts.post_id
LEFT JOIN credited
    ON credited.post_id = posts.post_id AND credited.attribution_model = models.attribution_model
