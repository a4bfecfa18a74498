-- What the windows say of clicks that are not simply the visitor's only one. A visitor key lives for one UTC day, so
-- the 24 h of a unique click never end within it: the first click of link and key is the unique one.
SELECT
    repeated_clicks.click_id,
    double_clicks.double_of,
    ROW_NUMBER() OVER (
        PARTITION BY repeated_clicks.link_id, repeated_clicks.visitor_key, double_clicks.double_of IS NULL
        ORDER BY repeated_clicks.clicked_at, repeated_clicks.click_id
    ) > 1 AS is_repeat
FROM repeated_clicks
LEFT JOIN double_clicks ON double_clicks.click_id = repeated_clicks.click_id
