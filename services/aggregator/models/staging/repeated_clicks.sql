-- Human clicks of visitors who opened the same link more than once: only these can be double or not unique. Hashes
-- that collide let a click in too many; nothing depends on it.
WITH human_clicks AS NOT MATERIALIZED (
    SELECT
        clicks.click_id,
        clicks.clicked_at,
        clicks.link_id,
        clicks.visitor_key,
        COALESCE(visitor_roots.root, clicks.visitor_key) AS visitor,
        HASH(clicks.link_id, COALESCE(visitor_roots.root, clicks.visitor_key)) AS meeting
    FROM bronze_clicks AS clicks
    LEFT JOIN visitor_roots ON visitor_roots.visitor_key = clicks.visitor_key
    WHERE clicks.reject_reason IS NULL AND clicks.request_class = 'human' AND clicks.visitor_key IS NOT NULL
)
SELECT click_id, clicked_at, link_id, visitor_key, visitor
FROM human_clicks
WHERE meeting IN (SELECT meeting FROM human_clicks GROUP BY meeting HAVING COUNT(*) > 1)
