-- Everything that adds up, by report day, campaign, creator and model; both ids are NULL for orders nobody is credited with.
WITH click_days AS (
    SELECT
        day, campaign_id, creator_id,
        SUM(raw_clicks) AS raw_clicks, SUM(clicks) AS clicks, SUM(unique_clicks) AS unique_clicks
    FROM click_counts
    GROUP BY 1, 2, 3
),
credit_days AS (
    SELECT
        day, campaign_id, creator_id, attribution_model,
        SUM(weight) AS orders, SUM(net_weight) AS net_orders, SUM(click_weight) AS click_orders,
        SUM(code_only_weight) AS code_only_orders, SUM(new_customer_weight) AS new_customers,
        SUM(unrated_weight) AS orders_without_rate,
        SUM(gross_minor) AS gross_minor, SUM(net_minor) AS net_minor
    FROM credit_values
    GROUP BY 1, 2, 3, 4
),
cost_days AS (
    SELECT
        day, campaign_id, creator_id,
        SUM(cost_minor) AS cost_minor, SUM(CASE WHEN cost_minor IS NULL THEN 1 ELSE 0 END) AS costs_without_rate
    FROM cost_values
    GROUP BY 1, 2, 3
),
gain_days AS (
    SELECT day, campaign_id, creator_id, SUM(impressions) AS impressions, SUM(engagements) AS engagements
    FROM post_gains
    GROUP BY 1, 2, 3
),
keys AS (
    SELECT day, campaign_id, creator_id FROM click_days
    UNION
    SELECT day, campaign_id, creator_id FROM credit_days
    UNION
    SELECT day, campaign_id, creator_id FROM cost_days
    UNION
    SELECT day, campaign_id, creator_id FROM gain_days
)
SELECT
    keys.day, keys.campaign_id, keys.creator_id, models.attribution_model,
    gain_days.impressions, gain_days.engagements,
    COALESCE(click_days.raw_clicks, 0) AS raw_clicks,
    COALESCE(click_days.clicks, 0) AS clicks,
    COALESCE(click_days.unique_clicks, 0) AS unique_clicks,
    COALESCE(credit_days.orders, 0) AS orders,
    COALESCE(credit_days.net_orders, 0) AS net_orders,
    COALESCE(credit_days.click_orders, 0) AS click_orders,
    COALESCE(credit_days.code_only_orders, 0) AS code_only_orders,
    COALESCE(credit_days.new_customers, 0) AS new_customers,
    COALESCE(credit_days.orders_without_rate, 0) AS orders_without_rate,
    COALESCE(credit_days.gross_minor, 0) AS gross_minor,
    COALESCE(credit_days.net_minor, 0) AS net_minor,
    COALESCE(cost_days.cost_minor, 0) AS cost_minor,
    COALESCE(cost_days.costs_without_rate, 0) AS costs_without_rate
FROM keys
CROSS JOIN attribution_models AS models
LEFT JOIN click_days
    ON click_days.day = keys.day AND click_days.campaign_id = keys.campaign_id
    AND click_days.creator_id = keys.creator_id
LEFT JOIN credit_days
    ON credit_days.day = keys.day AND credit_days.attribution_model = models.attribution_model
    AND credit_days.campaign_id IS NOT DISTINCT FROM keys.campaign_id
    AND credit_days.creator_id IS NOT DISTINCT FROM keys.creator_id
LEFT JOIN cost_days
    ON cost_days.day = keys.day AND cost_days.campaign_id = keys.campaign_id
    AND cost_days.creator_id = keys.creator_id
LEFT JOIN gain_days
    ON gain_days.day = keys.day AND gain_days.campaign_id = keys.campaign_id
    AND gain_days.creator_id = keys.creator_id
