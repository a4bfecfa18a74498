-- What every post has reached: its latest snapshot (counts are cumulative), with the owner of the post.
WITH latest AS (
    SELECT
        snapshots.*,
        ROW_NUMBER() OVER (
            PARTITION BY post_id ORDER BY captured_at DESC, received_at DESC, origin DESC, sequence DESC
        ) AS age
    FROM engagement_snapshots AS snapshots
)
SELECT
    posts.post_id, posts.campaign_id, posts.creator_id,
    latest.captured_at, latest.impressions, latest.reach, latest.followers,
    CASE WHEN latest.impressions IS NOT NULL THEN COALESCE(latest.impressions_basis, 'unstated') END
        AS impressions_basis,
    latest.likes, latest.comments, latest.shares, latest.saves,
    CASE
        WHEN COALESCE(latest.likes, latest.comments, latest.shares, latest.saves) IS NULL THEN NULL
        ELSE GREATEST(
            0,
            COALESCE(latest.likes, 0) + COALESCE(latest.comments, 0)
            + COALESCE(latest.shares, 0) + COALESCE(latest.saves, 0)
        )
    END AS engagements
FROM posts
LEFT JOIN latest ON latest.post_id = posts.post_id AND latest.age = 1
