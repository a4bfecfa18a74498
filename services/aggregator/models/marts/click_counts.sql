-- Requests, human clicks and unique clicks of every link by report day.
SELECT
    CAST(clicks.clicked_at AT TIME ZONE parameters.timezone AS DATE) AS day,
    clicks.campaign_id, clicks.creator_id, clicks.link_id, clicks.post_id,
    COUNT(*) AS raw_clicks,
    SUM(CASE WHEN clicks.click_class = 'human' THEN 1 ELSE 0 END) AS clicks,
    SUM(CASE WHEN clicks.click_class = 'human' AND clicks.is_unique THEN 1 ELSE 0 END) AS unique_clicks,
    MAX(clicks.clicked_at) AS last_clicked_at
FROM clicks
CROSS JOIN parameters
GROUP BY 1, 2, 3, 4, 5
