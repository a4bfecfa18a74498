-- Every ratio of sums with the reason where it has no value: the one definition of ctr to aov for all scopes.
WITH reasons AS (
    SELECT
        measures.*,
        CASE
            WHEN is_unattributed THEN 'unattributed'
            WHEN impressions_basis = 'mixed' THEN 'mixed_basis'
            WHEN COALESCE(impressions, 0) = 0 THEN 'no_impressions'
        END AS no_impressions,
        CASE
            WHEN is_unattributed THEN 'unattributed'
            WHEN clicks IS NULL THEN 'no_own_link'
            WHEN clicks = 0 THEN 'no_clicks'
        END AS no_clicks,
        CASE
            WHEN is_unattributed THEN 'unattributed'
            WHEN cost = 0 AND costs_without_rate > 0 THEN 'no_rate'
        END AS no_known_cost,
        CASE
            WHEN orders = 0 THEN 'no_orders'
            WHEN orders - orders_without_rate < 1e-6 THEN 'no_rate'
        END AS no_known_revenue
    FROM measures
),
explained AS (
    SELECT
        reasons.*,
        COALESCE(no_impressions, CASE WHEN clicks IS NULL THEN 'no_own_link' END) AS ctr_null_reason,
        no_clicks AS conversion_rate_null_reason,
        COALESCE(no_impressions, CASE WHEN engagements IS NULL THEN 'no_engagement_counts' END)
            AS engagement_rate_null_reason,
        COALESCE(no_known_cost, CASE WHEN COALESCE(engagements, 0) = 0 THEN 'no_engagements' END) AS cpe_null_reason,
        COALESCE(no_known_cost, no_clicks) AS cpc_null_reason,
        COALESCE(no_known_cost, no_impressions) AS cpm_null_reason,
        COALESCE(no_known_cost, CASE WHEN orders = 0 THEN 'no_orders' END) AS cpa_null_reason,
        COALESCE(no_known_cost, CASE WHEN new_customers = 0 THEN 'no_new_customers' END) AS cac_null_reason,
        COALESCE(
            no_known_cost,
            CASE WHEN cost = 0 THEN 'no_cost' WHEN no_known_revenue = 'no_rate' THEN 'no_rate' END
        ) AS roas_null_reason,
        no_known_revenue AS aov_null_reason,
        CASE
            WHEN attribution_model IN ('first', 'last') AND no_clicks IS NULL AND click_orders <= clicks
            THEN click_orders / clicks
        END AS binomial_rate,
        1.959963984540054e0 * 1.959963984540054e0 AS z_squared
    FROM reasons
)
SELECT
    explained.*,
    CASE WHEN ctr_null_reason IS NULL THEN clicks / impressions END AS ctr,
    CASE WHEN conversion_rate_null_reason IS NULL THEN click_orders / clicks END AS conversion_rate,
    CASE
        WHEN binomial_rate = 0 THEN 0e0
        ELSE (
            binomial_rate + z_squared / (2 * clicks)
            - SQRT(z_squared * (binomial_rate * (1 - binomial_rate) + z_squared / (4 * clicks)) / clicks)
        ) / (1 + z_squared / clicks)
    END AS conversion_rate_low,
    CASE
        WHEN binomial_rate = 1 THEN 1e0
        ELSE (
            binomial_rate + z_squared / (2 * clicks)
            + SQRT(z_squared * (binomial_rate * (1 - binomial_rate) + z_squared / (4 * clicks)) / clicks)
        ) / (1 + z_squared / clicks)
    END AS conversion_rate_high,
    CASE WHEN engagement_rate_null_reason IS NULL THEN engagements / impressions END AS engagement_rate,
    CASE WHEN cpe_null_reason IS NULL THEN cost / engagements END AS cpe,
    CASE WHEN cpc_null_reason IS NULL THEN cost / clicks END AS cpc,
    CASE WHEN cpm_null_reason IS NULL THEN 1000 * cost / impressions END AS cpm,
    CASE WHEN cpa_null_reason IS NULL THEN cost / orders END AS cpa,
    CASE WHEN cpa_null_reason = 'no_orders' AND cost > 0 THEN cost / 3.6888794541139363e0 END AS cpa_at_least,
    CASE WHEN cac_null_reason IS NULL THEN cost / new_customers END AS cac,
    CASE WHEN roas_null_reason IS NULL THEN net_revenue / cost END AS roas,
    CASE WHEN aov_null_reason IS NULL THEN gross_revenue / (orders - orders_without_rate) END AS aov
FROM explained
