-- Every piece of content as the registry last knew it.
SELECT
    entity_id AS post_id,
    state ->> '$.campaign_id' AS campaign_id,
    state ->> '$.creator_id' AS creator_id,
    state ->> '$.platform' AS platform,
    state ->> '$.kind' AS kind,
    CAST(state ->> '$.published_at' AS TIMESTAMPTZ) AS published_at,
    state ->> '$.url' AS url,
    CAST(state ->> '$.disclosed' AS BOOLEAN) AS is_disclosed,
    changed_at
FROM registry_states
WHERE entity = 'post'
ORDER BY post_id
