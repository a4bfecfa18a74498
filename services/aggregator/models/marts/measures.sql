-- All scopes under one another in the reporting currency, so that every ratio has one definition.
WITH everything AS (
    SELECT * FROM creator_measures
    UNION ALL
    SELECT * FROM campaign_measures
    UNION ALL
    SELECT * FROM link_measures
    UNION ALL
    SELECT * FROM code_measures
    UNION ALL
    SELECT * FROM post_measures
)
SELECT
    scope, campaign_id, creator_id, link_id, code_id, post_id, attribution_model, parameters.currency,
    campaign_id IS NULL AS is_unattributed,
    posts, posts_with_impressions, impressions_basis,
    CASE WHEN impressions_basis <> 'mixed' THEN CAST(impressions AS BIGINT) END AS impressions,
    CAST(engagements AS BIGINT) AS engagements,
    CAST(raw_clicks AS BIGINT) AS raw_clicks,
    CAST(clicks AS BIGINT) AS clicks,
    CAST(unique_clicks AS BIGINT) AS unique_clicks,
    ROUND(CAST(COALESCE(orders, 0) AS DOUBLE), 9) AS orders,
    ROUND(CAST(COALESCE(net_orders, 0) AS DOUBLE), 9) AS net_orders,
    ROUND(CAST(COALESCE(click_orders, 0) AS DOUBLE), 9) AS click_orders,
    ROUND(CAST(COALESCE(code_only_orders, 0) AS DOUBLE), 9) AS code_only_orders,
    ROUND(CAST(COALESCE(new_customers, 0) AS DOUBLE), 9) AS new_customers,
    ROUND(CAST(COALESCE(orders_without_rate, 0) AS DOUBLE), 9) AS orders_without_rate,
    CAST(CAST(COALESCE(gross_minor, 0) AS DECIMAL(18, 0)) * parameters.minor_unit AS DECIMAL(18, 3)) AS gross_revenue,
    CAST(
        CAST(COALESCE(gross_minor, 0) - COALESCE(net_minor, 0) AS DECIMAL(18, 0)) * parameters.minor_unit
        AS DECIMAL(18, 3)
    ) AS refunded,
    CAST(CAST(COALESCE(net_minor, 0) AS DECIMAL(18, 0)) * parameters.minor_unit AS DECIMAL(18, 3)) AS net_revenue,
    CAST(CAST(cost_minor AS DECIMAL(18, 0)) * parameters.minor_unit AS DECIMAL(18, 3)) AS cost,
    CAST(COALESCE(costs_without_rate, 0) AS BIGINT) AS costs_without_rate
FROM everything
CROSS JOIN parameters
