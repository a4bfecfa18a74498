-- How many followers the creators of a campaign gained between the first and the last snapshot of their posts in it.
WITH ranked AS (
    SELECT
        posts.campaign_id, posts.creator_id, posts.platform, snapshots.followers,
        ROW_NUMBER() OVER (
            PARTITION BY posts.campaign_id, posts.creator_id, posts.platform
            ORDER BY snapshots.captured_at, snapshots.received_at, snapshots.origin, snapshots.sequence
        ) AS from_first,
        ROW_NUMBER() OVER (
            PARTITION BY posts.campaign_id, posts.creator_id, posts.platform
            ORDER BY snapshots.captured_at DESC, snapshots.received_at DESC, snapshots.origin DESC,
                snapshots.sequence DESC
        ) AS from_last
    FROM engagement_snapshots AS snapshots
    INNER JOIN posts ON posts.post_id = snapshots.post_id
    WHERE snapshots.followers IS NOT NULL
)
SELECT
    campaign_id,
    SUM(CASE WHEN from_last = 1 THEN followers ELSE 0 END)
    - SUM(CASE WHEN from_first = 1 THEN followers ELSE 0 END) AS followers_growth
FROM ranked
GROUP BY 1
