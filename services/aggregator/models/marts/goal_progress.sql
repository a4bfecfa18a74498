-- How far every goal of every campaign is, and where it leads at the pace so far, as of the last record.
WITH paced AS (
    SELECT
        campaigns.campaign_id, campaigns.currency AS campaign_currency, data_horizon.as_of,
        LEAST(1e0, GREATEST(0e0,
            (EPOCH(data_horizon.as_of) - EPOCH(CAST(campaigns.starts_on AS TIMESTAMP) AT TIME ZONE parameters.timezone))
            / GREATEST(
                1e0,
                EPOCH(CAST(campaigns.ends_on + INTERVAL 1 DAY AS TIMESTAMP) AT TIME ZONE parameters.timezone)
                - EPOCH(CAST(campaigns.starts_on AS TIMESTAMP) AT TIME ZONE parameters.timezone)
            )
        )) AS elapsed,
        CASE WHEN campaigns.currency = parameters.currency THEN 1 ELSE rates.rate END AS rate
    FROM campaigns
    CROSS JOIN parameters
    CROSS JOIN data_horizon
    LEFT JOIN rates ON rates.currency = campaigns.currency AND rates.day = campaigns.starts_on
),
counted AS (
    SELECT
        goals.campaign_id, goals.metric,
        CASE WHEN goals.metric = 'net_revenue' THEN parameters.currency END AS currency,
        CASE
            WHEN goals.metric = 'net_revenue' THEN CAST(CAST(goals.target AS DOUBLE) * paced.rate AS DECIMAL(18, 3))
            ELSE goals.target
        END AS target,
        CAST(
            CASE goals.metric
                WHEN 'orders' THEN performance.orders
                WHEN 'clicks' THEN performance.clicks
                WHEN 'net_revenue' THEN performance.net_revenue
                WHEN 'engagements' THEN COALESCE(performance.engagements, 0)
                WHEN 'followers_growth' THEN COALESCE(follower_growth.followers_growth, 0)
            END AS DECIMAL(18, 3)
        ) AS actual,
        CAST(paced.elapsed AS DOUBLE) AS elapsed,
        paced.as_of
    FROM campaign_goals AS goals
    CROSS JOIN parameters
    INNER JOIN paced ON paced.campaign_id = goals.campaign_id
    INNER JOIN campaign_performance AS performance
        ON performance.campaign_id = goals.campaign_id AND performance.attribution_model = parameters.model
    LEFT JOIN follower_growth ON follower_growth.campaign_id = goals.campaign_id
)
SELECT
    campaign_id, metric, currency, target, actual,
    CASE WHEN target > 0 THEN actual / target END AS share,
    CASE WHEN target > 0 THEN NULL WHEN target IS NULL THEN 'no_rate' ELSE 'no_target' END AS share_null_reason,
    CAST(CAST(target AS DOUBLE) * elapsed AS DECIMAL(18, 3)) AS expected_by_now,
    CASE WHEN elapsed > 0 THEN CAST(CAST(actual AS DOUBLE) / elapsed AS DECIMAL(18, 3)) END AS projected,
    elapsed AS elapsed_share,
    as_of
FROM counted
ORDER BY campaign_id, metric
