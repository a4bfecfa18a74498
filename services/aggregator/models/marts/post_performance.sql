-- What every post reached and, by links made for it, brought in, under every model.
SELECT
    ratios.post_id, ratios.campaign_id, ratios.creator_id, posts.platform, posts.kind, posts.published_at,
    ratios.attribution_model, ratios.currency, counts.captured_at,
    ratios.impressions, ratios.impressions_basis, counts.reach, counts.followers,
    counts.likes, counts.comments, counts.shares, counts.saves, ratios.engagements,
    ratios.raw_clicks, ratios.clicks, ratios.unique_clicks,
    ratios.orders, ratios.net_orders, ratios.new_customers,
    ratios.gross_revenue, ratios.refunded, ratios.net_revenue, ratios.orders_without_rate,
    ratios.ctr, ratios.ctr_null_reason,
    ratios.engagement_rate, ratios.engagement_rate_null_reason,
    ratios.conversion_rate, ratios.conversion_rate_null_reason,
    ratios.conversion_rate_low, ratios.conversion_rate_high
FROM ratios
INNER JOIN posts ON posts.post_id = ratios.post_id
INNER JOIN post_counts AS counts ON counts.post_id = ratios.post_id
WHERE ratios.scope = 'post'
ORDER BY ratios.post_id, ratios.attribution_model
