"""Every query of the pages and of the API, by name; values are always parameters."""

CAMPAIGNS = "SELECT campaign_id, name, starts_on, ends_on FROM campaigns ORDER BY starts_on DESC, campaign_id"
SNAPSHOT = "SELECT * FROM meta_snapshot CROSS JOIN meta_policy"
REASONS = "SELECT DISTINCT ON (reason) reason, sentence FROM meta_reasons ORDER BY reason"
REASONS_ABOUT = "SELECT reason, sentence FROM meta_reasons WHERE about = $about"
METRICS = "SELECT * FROM meta_metrics"

CAMPAIGN = "SELECT * FROM campaign_performance WHERE campaign_id = $campaign AND attribution_model = $model"
CAMPAIGN_DAYS = """
SELECT days.day, COALESCE(daily.net_revenue, 0) AS net_revenue, COALESCE(daily.orders, 0) AS orders,
    COALESCE(daily.clicks, 0) AS clicks
FROM (
    SELECT UNNEST(GENERATE_SERIES(GREATEST(MAX(day) - 29, MIN(day)), MAX(day), INTERVAL 1 DAY))::DATE AS day
    FROM campaign_daily WHERE campaign_id = $campaign
) AS days
LEFT JOIN campaign_daily AS daily
    ON daily.day = days.day AND daily.campaign_id = $campaign AND daily.attribution_model = $model
ORDER BY days.day
"""
CREATORS = """
SELECT performance.*, creators.handle, creators.name, creators.platform
FROM creator_performance AS performance
LEFT JOIN creators ON creators.creator_id = performance.creator_id
WHERE performance.attribution_model = $model
    AND (performance.campaign_id = $campaign OR performance.campaign_id IS NULL)
ORDER BY performance.creator_id IS NULL, performance.net_revenue DESC, performance.orders DESC,
    performance.clicks DESC, performance.creator_id
"""
GOALS = "SELECT * FROM goal_progress WHERE campaign_id = $campaign ORDER BY metric"
DEAD_LETTERS = "SELECT COUNT(*) AS dead_letters FROM dead_letters"

ORDERS = """
WITH shown AS (
    SELECT * FROM orders
    WHERE ($creator IS NULL AND $campaign IS NULL) OR (store, order_id) IN (
        SELECT (store, order_id) FROM credits
        WHERE attribution_model = $model
            AND ($creator IS NULL OR creator_id = $creator) AND ($campaign IS NULL OR campaign_id = $campaign)
    )
    ORDER BY placed_at DESC NULLS LAST, store, order_id
    LIMIT $limit OFFSET $offset
),
credited AS (
    SELECT
        credits.store, credits.order_id,
        LIST_SORT(LIST(DISTINCT COALESCE(creators.handle, credits.creator_id))
            FILTER (credits.creator_id IS NOT NULL)) AS creators,
        LIST_SORT(LIST(DISTINCT credits.creator_id) FILTER (credits.creator_id IS NOT NULL)) AS creator_ids,
        MAX(credits.evidence) AS evidence, MAX(credits.reason) AS reason
    FROM credits
    INNER JOIN shown ON shown.store = credits.store AND shown.order_id = credits.order_id
    LEFT JOIN creators ON creators.creator_id = credits.creator_id
    WHERE credits.attribution_model = $model
    GROUP BY credits.store, credits.order_id
)
SELECT
    shown.store, shown.order_id, shown.order_number, shown.placed_at, shown.state, shown.has_been_paid,
    shown.currency, shown.net_items_minor, shown.commissionable_minor, shown.codes, shown.exclusion_reason,
    credited.creators, credited.creator_ids, credited.evidence, credited.reason
FROM shown
LEFT JOIN credited ON credited.store = shown.store AND credited.order_id = shown.order_id
ORDER BY shown.placed_at DESC NULLS LAST, shown.store, shown.order_id
"""

ORDER = "SELECT * FROM orders WHERE store = $store AND order_id = $order"
ORDER_TOUCHES = """
SELECT touches.*, COALESCE(creators.handle, touches.creator_id) AS creator
FROM touches
LEFT JOIN creators ON creators.creator_id = touches.creator_id
WHERE touches.store = $store AND touches.order_id = $order
ORDER BY touches.touch_at NULLS LAST, touches.kind, touches.click_id, touches.code
"""
ORDER_CREDITS = """
SELECT credits.*, COALESCE(creators.handle, credits.creator_id) AS creator
FROM credits
LEFT JOIN creators ON creators.creator_id = credits.creator_id
WHERE credits.store = $store AND credits.order_id = $order
ORDER BY credits.attribution_model, credits.touch_at NULLS LAST, credits.creator_id NULLS LAST
"""
ORDER_DELIVERIES = """
SELECT received_at, topic, status, detail FROM deliveries
WHERE store = $store AND order_id = $order
ORDER BY received_at, origin, sequence
"""
ORDER_REFUNDS = """
SELECT refund_id, amount_minor, currency, refunded_at, status FROM refunds
WHERE store = $store AND order_id = $order
ORDER BY refunded_at, refund_id
"""

CREATOR = "SELECT * FROM creators WHERE creator_id = $creator"
CREATOR_CAMPAIGNS = """
SELECT performance.*, campaigns.name AS campaign
FROM creator_performance AS performance
LEFT JOIN campaigns ON campaigns.campaign_id = performance.campaign_id
WHERE performance.creator_id = $creator AND performance.attribution_model = $model
ORDER BY campaigns.starts_on DESC NULLS LAST, performance.campaign_id
"""
CREATOR_LINKS = """
SELECT * FROM link_performance WHERE creator_id = $creator AND attribution_model = $model ORDER BY clicks DESC, link_id
"""
CREATOR_CODES = """
SELECT * FROM code_performance WHERE creator_id = $creator AND attribution_model = $model ORDER BY orders DESC, code_id
"""
CREATOR_POSTS = """
SELECT * FROM post_performance WHERE creator_id = $creator AND attribution_model = $model
ORDER BY published_at, post_id
"""

PERFORMANCE = """
SELECT * FROM creator_performance
WHERE ($model IS NULL OR attribution_model = $model)
    AND ($campaign IS NULL OR campaign_id = $campaign)
    AND ($creator IS NULL OR creator_id = $creator)
ORDER BY campaign_id NULLS LAST, creator_id NULLS LAST, attribution_model
LIMIT $limit OFFSET $offset
"""
