-- Human clicks of visitors who opened the same link more than once: only these can be double or not unique.
WITH human_clicks AS (
    SELECT
        clicks.click_id,
        clicks.clicked_at,
        clicks.link_id,
        clicks.visitor_key,
        COALESCE(visitor_roots.root, clicks.visitor_key) AS visitor
    FROM bronze_clicks AS clicks
    LEFT JOIN visitor_roots ON visitor_roots.visitor_key = clicks.visitor_key
    WHERE clicks.reject_reason IS NULL AND clicks.request_class = 'human' AND clicks.visitor_key IS NOT NULL
),
repeats AS (
    SELECT link_id, visitor
    FROM human_clicks
    GROUP BY link_id, visitor
    HAVING COUNT(*) > 1
)
SELECT human_clicks.*
FROM human_clicks
JOIN repeats ON repeats.link_id = human_clicks.link_id AND repeats.visitor = human_clicks.visitor
