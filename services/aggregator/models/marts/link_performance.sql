-- What every link brought in, under every model.
SELECT
    ratios.link_id, links.slug, ratios.campaign_id, ratios.creator_id, links.post_id, links.sub_id,
    ratios.attribution_model, ratios.currency,
    ratios.raw_clicks, ratios.clicks, ratios.unique_clicks,
    ratios.orders, ratios.net_orders, ratios.click_orders, ratios.new_customers,
    ratios.gross_revenue, ratios.refunded, ratios.net_revenue, ratios.orders_without_rate,
    ratios.conversion_rate, ratios.conversion_rate_null_reason,
    ratios.conversion_rate_low, ratios.conversion_rate_high,
    ratios.aov, ratios.aov_null_reason
FROM ratios
LEFT JOIN links ON links.link_id = ratios.link_id
WHERE ratios.scope = 'link'
ORDER BY ratios.link_id, ratios.attribution_model
