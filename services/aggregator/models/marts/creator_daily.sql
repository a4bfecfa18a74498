-- What adds up, by report day, campaign, creator and model; ratios of it are in the view creator_daily_ratios.
SELECT
    days.day, days.campaign_id, days.creator_id, days.attribution_model, parameters.currency,
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
FROM daily_measures AS days
CROSS JOIN parameters
LEFT JOIN creator_measures AS whole
    ON whole.campaign_id = days.campaign_id AND whole.creator_id = days.creator_id
    AND whole.attribution_model = days.attribution_model
ORDER BY days.day, days.campaign_id NULLS LAST, days.creator_id NULLS LAST, days.attribution_model
