-- Every campaign as the registry last knew it.
SELECT
    entity_id AS campaign_id,
    state ->> '$.name' AS name,
    state ->> '$.brand' AS brand,
    state ->> '$.hashtag' AS hashtag,
    state ->> '$.disclosure' AS disclosure,
    state ->> '$.currency' AS currency,
    CAST(state ->> '$.starts_on' AS DATE) AS starts_on,
    CAST(state ->> '$.ends_on' AS DATE) AS ends_on,
    CAST(state ->> '$.budget_minor' AS BIGINT) AS budget_minor,
    state ->> '$.fallback_url' AS fallback_url,
    CAST(state -> '$.allowed_hosts' AS VARCHAR[]) AS allowed_hosts,
    changed_at
FROM registry_states
WHERE entity = 'campaign'
ORDER BY campaign_id
