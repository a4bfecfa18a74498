-- Who stays who across midnight: a visitor key made in the first 10 s of a day, with the first key of the same visitor
-- that such renewals lead back to. Days fall with every step, so it ends.
WITH RECURSIVE renewals AS (
    SELECT visitor_key, MIN(previous_visitor_key) AS previous_key, MIN(CAST(clicked_at AS DATE)) AS day
    FROM bronze_clicks
    WHERE reject_reason IS NULL
        AND visitor_key IS NOT NULL
        AND previous_visitor_key IS NOT NULL
        AND clicked_at < DATE_TRUNC('day', clicked_at) + INTERVAL 10 SECOND
    GROUP BY visitor_key
),
roots AS (
    SELECT visitor_key, previous_key AS root, day
    FROM renewals
    UNION ALL
    SELECT roots.visitor_key, renewals.previous_key, renewals.day
    FROM roots
    JOIN renewals ON renewals.visitor_key = roots.root AND renewals.day < roots.day
)
SELECT visitor_key, MIN_BY(root, day) AS root
FROM roots
GROUP BY visitor_key
