-- Every shop that sends orders, as the registry last knew it.
SELECT
    entity_id AS store,
    state ->> '$.platform' AS platform,
    state ->> '$.currency' AS currency,
    state ->> '$.domain' AS domain,
    CAST(state ->> '$.return_days' AS INTEGER) AS return_days,
    changed_at
FROM registry_states
WHERE entity = 'store'
ORDER BY store
