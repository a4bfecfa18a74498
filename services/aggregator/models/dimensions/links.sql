-- Every tracked link as the registry last knew it.
SELECT
    entity_id AS link_id,
    state ->> '$.slug' AS slug,
    state ->> '$.campaign_id' AS campaign_id,
    state ->> '$.creator_id' AS creator_id,
    state ->> '$.post_id' AS post_id,
    state ->> '$.sub_id' AS sub_id,
    state ->> '$.destination' AS destination,
    state ->> '$.utm.source' AS utm_source,
    state ->> '$.utm.medium' AS utm_medium,
    state ->> '$.utm.campaign' AS utm_campaign,
    state ->> '$.utm.term' AS utm_term,
    state ->> '$.utm.content' AS utm_content,
    CAST(state ->> '$.valid_from' AS TIMESTAMPTZ) AS valid_from,
    CAST(state ->> '$.valid_until' AS TIMESTAMPTZ) AS valid_until,
    COALESCE(CAST(state ->> '$.disabled' AS BOOLEAN), FALSE) AS is_disabled,
    changed_at
FROM registry_states
WHERE entity = 'link'
ORDER BY link_id
