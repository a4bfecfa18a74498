-- Counts of posts as they stood at a moment: of one post and moment the latest received.
WITH decoded AS (
    SELECT
        origin,
        sequence,
        ce_time,
        FROM_JSON(payload, '{
            "post_id": "VARCHAR", "captured_at": "TIMESTAMPTZ", "impressions": "BIGINT",
            "impressions_basis": "VARCHAR", "reach": "BIGINT", "likes": "BIGINT", "comments": "BIGINT",
            "shares": "BIGINT", "saves": "BIGINT", "link_clicks": "BIGINT", "followers": "BIGINT"
        }') AS fact
    FROM bronze_events
    WHERE ce_type = 'plaudit.engagement.v1' AND reject_reason IS NULL
)
SELECT
    fact.post_id AS post_id,
    fact.captured_at AS captured_at,
    fact.impressions AS impressions,
    fact.impressions_basis AS impressions_basis,
    fact.reach AS reach,
    fact.likes AS likes,
    fact.comments AS comments,
    fact.shares AS shares,
    fact.saves AS saves,
    fact.link_clicks AS link_clicks,
    fact.followers AS followers,
    ce_time AS received_at,
    origin,
    sequence
FROM (
    SELECT
        *,
        ROW_NUMBER() OVER (
            PARTITION BY fact.post_id, fact.captured_at ORDER BY ce_time DESC, origin DESC, sequence DESC
        ) AS age
    FROM decoded
) AS received
WHERE age = 1
