-- What every post gained on each report day: differences of the last snapshots of days, so that the days add up to the total.
WITH counted AS (
    SELECT
        snapshots.post_id, 'impressions' AS what, snapshots.impressions AS total,
        snapshots.captured_at, snapshots.received_at, snapshots.origin, snapshots.sequence
    FROM engagement_snapshots AS snapshots
    INNER JOIN post_counts ON post_counts.post_id = snapshots.post_id
    WHERE snapshots.impressions IS NOT NULL
        AND post_counts.impressions_basis = COALESCE(snapshots.impressions_basis, 'unstated')
    UNION ALL
    SELECT
        snapshots.post_id, 'engagements' AS what,
        GREATEST(
            0,
            COALESCE(snapshots.likes, 0) + COALESCE(snapshots.comments, 0)
            + COALESCE(snapshots.shares, 0) + COALESCE(snapshots.saves, 0)
        ) AS total,
        snapshots.captured_at, snapshots.received_at, snapshots.origin, snapshots.sequence
    FROM engagement_snapshots AS snapshots
    INNER JOIN post_counts ON post_counts.post_id = snapshots.post_id
    WHERE post_counts.engagements IS NOT NULL
        AND COALESCE(snapshots.likes, snapshots.comments, snapshots.shares, snapshots.saves) IS NOT NULL
),
ranked AS (
    SELECT
        post_id, what, total, CAST(captured_at AT TIME ZONE parameters.timezone AS DATE) AS day,
        ROW_NUMBER() OVER (
            PARTITION BY post_id, what, CAST(captured_at AT TIME ZONE parameters.timezone AS DATE)
            ORDER BY captured_at DESC, received_at DESC, origin DESC, sequence DESC
        ) AS age
    FROM counted
    CROSS JOIN parameters
),
gains AS (
    SELECT
        post_id, what, day,
        total - COALESCE(LAG(total) OVER (PARTITION BY post_id, what ORDER BY day), 0) AS gain
    FROM ranked
    WHERE age = 1
)
SELECT
    posts.campaign_id, posts.creator_id, gains.post_id, gains.day,
    SUM(CASE WHEN gains.what = 'impressions' THEN gains.gain END) AS impressions,
    SUM(CASE WHEN gains.what = 'engagements' THEN gains.gain END) AS engagements
FROM gains
INNER JOIN posts ON posts.post_id = gains.post_id
GROUP BY 1, 2, 3, 4
