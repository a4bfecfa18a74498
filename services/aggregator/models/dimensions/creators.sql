-- Every creator as the registry last knew them.
SELECT
    entity_id AS creator_id,
    state ->> '$.handle' AS handle,
    state ->> '$.name' AS name,
    state ->> '$.platform' AS platform,
    CAST(state ->> '$.followers' AS BIGINT) AS followers,
    state ->> '$.niche' AS niche,
    state ->> '$.email_key' AS email_key,
    changed_at
FROM registry_states
WHERE entity = 'creator'
ORDER BY creator_id
