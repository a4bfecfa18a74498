-- The sums behind campaign_performance: one row a campaign and model, and one a model with the campaign NULL.
WITH keys AS (
    SELECT campaign_id FROM campaigns
    UNION
    SELECT campaign_id FROM tracked_pairs
    UNION ALL
    SELECT NULL AS campaign_id
),
reached AS (
    SELECT
        campaign_id, COUNT(*) AS posts, COUNT(impressions) AS posts_with_impressions,
        CASE WHEN COUNT(DISTINCT impressions_basis) > 1 THEN 'mixed' ELSE MAX(impressions_basis) END
            AS impressions_basis,
        SUM(impressions) AS impressions, SUM(engagements) AS engagements
    FROM post_counts
    GROUP BY 1
),
totals AS (
    SELECT
        campaign_id, attribution_model,
        SUM(raw_clicks) AS raw_clicks, SUM(clicks) AS clicks, SUM(unique_clicks) AS unique_clicks,
        SUM(orders) AS orders, SUM(net_orders) AS net_orders, SUM(click_orders) AS click_orders,
        SUM(code_only_orders) AS code_only_orders, SUM(new_customers) AS new_customers,
        SUM(orders_without_rate) AS orders_without_rate,
        SUM(gross_minor) AS gross_minor, SUM(net_minor) AS net_minor,
        SUM(cost_minor) AS cost_minor, SUM(costs_without_rate) AS costs_without_rate
    FROM daily_measures
    GROUP BY 1, 2
)
SELECT
    'campaign' AS scope, keys.campaign_id, CAST(NULL AS VARCHAR) AS creator_id,
    CAST(NULL AS VARCHAR) AS link_id, CAST(NULL AS VARCHAR) AS code_id, CAST(NULL AS VARCHAR) AS post_id,
    models.attribution_model,
    reached.posts, reached.posts_with_impressions, reached.impressions_basis, reached.impressions, reached.engagements,
    COALESCE(totals.raw_clicks, 0) AS raw_clicks, COALESCE(totals.clicks, 0) AS clicks,
    COALESCE(totals.unique_clicks, 0) AS unique_clicks,
    totals.orders, totals.net_orders, totals.click_orders, totals.code_only_orders,
    totals.new_customers, totals.orders_without_rate, totals.gross_minor, totals.net_minor,
    CASE WHEN keys.campaign_id IS NOT NULL THEN COALESCE(totals.cost_minor, 0) END AS cost_minor,
    totals.costs_without_rate
FROM keys
CROSS JOIN attribution_models AS models
LEFT JOIN reached ON reached.campaign_id = keys.campaign_id
LEFT JOIN totals
    ON totals.campaign_id IS NOT DISTINCT FROM keys.campaign_id
    AND totals.attribution_model = models.attribution_model
