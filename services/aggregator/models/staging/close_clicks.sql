-- Clusters: clicks of one visitor on one link, each less than 10 s after the one before. `next_place` is the click
-- that counts next if this one counts: the window is fixed from the counted click and does not slide.
WITH gaps AS (
    SELECT
        *,
        COALESCE(
            clicked_at >= LAG(clicked_at) OVER (
                PARTITION BY link_id, visitor ORDER BY clicked_at, click_id
            ) + INTERVAL 10 SECOND,
            TRUE
        ) AS is_first
    FROM repeated_clicks
),
places AS (
    SELECT
        click_id,
        clicked_at,
        is_first,
        ROW_NUMBER() OVER (ORDER BY link_id, visitor, clicked_at, click_id) AS place
    FROM gaps
),
clusters AS (
    SELECT
        click_id,
        clicked_at,
        place,
        MAX(CASE WHEN is_first THEN place END) OVER (ORDER BY place ROWS UNBOUNDED PRECEDING) AS cluster
    FROM places
)
SELECT
    click_id,
    clicked_at,
    place,
    cluster,
    COUNT(*) OVER (PARTITION BY cluster) AS cluster_size,
    MIN(place) OVER (
        PARTITION BY cluster ORDER BY clicked_at
        RANGE BETWEEN INTERVAL 10 SECOND FOLLOWING AND UNBOUNDED FOLLOWING
    ) AS next_place
FROM clusters
