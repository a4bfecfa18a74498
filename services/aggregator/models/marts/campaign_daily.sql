-- What adds up, by report day, campaign and model; ratios of it are in the view campaign_daily_ratios.
WITH days AS (
    SELECT
        day, campaign_id, attribution_model,
        SUM(impressions) AS impressions, SUM(engagements) AS engagements,
        SUM(raw_clicks) AS raw_clicks, SUM(clicks) AS clicks, SUM(unique_clicks) AS unique_clicks,
        SUM(orders) AS orders, SUM(net_orders) AS net_orders, SUM(click_orders) AS click_orders,
        SUM(code_only_orders) AS code_only_orders, SUM(new_customers) AS new_customers,
        SUM(orders_without_rate) AS orders_without_rate,
        SUM(gross_minor) AS gross_minor, SUM(net_minor) AS net_minor,
        SUM(cost_minor) AS cost_minor, SUM(costs_without_rate) AS costs_without_rate
    FROM daily_measures
    GROUP BY 1, 2, 3
)
SELECT
    days.day, days.campaign_id, days.attribution_model, parameters.currency,
    CASE WHEN COALESCE(whole.impressions_basis, '') <> 'mixed' THEN CAST(days.impressions AS BIGINT) END AS impressions,
    CAST(days.engagements AS BIGINT) AS engagements,
    CAST(days.raw_clicks AS BIGINT) AS raw_clicks,
    CAST(days.clicks AS BIGINT) AS clicks,
    CAST(days.unique_clicks AS BIGINT) AS unique_clicks,
    ROUND(CAST(days.orders AS DOUBLE), 9) AS orders,
    ROUND(CAST(days.net_orders AS DOUBLE), 9) AS net_orders,
    ROUND(CAST(days.click_orders AS DOUBLE), 9) AS click_orders,
    ROUND(CAST(days.code_only_orders AS DOUBLE), 9) AS code_only_orders,
    ROUND(CAST(days.new_customers AS DOUBLE), 9) AS new_customers,
    CAST(CAST(days.gross_minor AS DECIMAL(18, 0)) * parameters.minor_unit AS DECIMAL(18, 3)) AS gross_revenue,
    CAST(CAST(days.gross_minor - days.net_minor AS DECIMAL(18, 0)) * parameters.minor_unit AS DECIMAL(18, 3))
        AS refunded,
    CAST(CAST(days.net_minor AS DECIMAL(18, 0)) * parameters.minor_unit AS DECIMAL(18, 3)) AS net_revenue,
    CAST(CAST(days.cost_minor AS DECIMAL(18, 0)) * parameters.minor_unit AS DECIMAL(18, 3)) AS cost,
    ROUND(CAST(days.orders_without_rate AS DOUBLE), 9) AS orders_without_rate,
    CAST(days.costs_without_rate AS BIGINT) AS costs_without_rate
FROM days
CROSS JOIN parameters
LEFT JOIN campaign_measures AS whole
    ON whole.campaign_id = days.campaign_id AND whole.attribution_model = days.attribution_model
ORDER BY days.day, days.campaign_id NULLS LAST, days.attribution_model
