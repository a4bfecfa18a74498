-- What every campaign brought in and cost, under every model.
SELECT
    campaign_id, attribution_model, currency,
    posts, posts_with_impressions, impressions_basis, impressions, engagements,
    raw_clicks, clicks, unique_clicks,
    orders, net_orders, click_orders, code_only_orders, new_customers,
    gross_revenue, refunded, net_revenue, cost, orders_without_rate, costs_without_rate,
    ctr, ctr_null_reason,
    conversion_rate, conversion_rate_null_reason, conversion_rate_low, conversion_rate_high,
    click_orders > clicks AS has_more_orders_than_clicks,
    engagement_rate, engagement_rate_null_reason,
    cpe, cpe_null_reason, cpc, cpc_null_reason, cpm, cpm_null_reason,
    cpa, cpa_null_reason, cpa_at_least, cac, cac_null_reason,
    roas, roas_null_reason, aov, aov_null_reason
FROM ratios
WHERE scope = 'campaign'
ORDER BY campaign_id NULLS LAST, attribution_model
