-- Who owns which discount code of which store, and when.
SELECT
    entity_id AS code_id,
    state ->> '$.code' AS code,
    state ->> '$.store' AS store,
    state ->> '$.campaign_id' AS campaign_id,
    state ->> '$.creator_id' AS creator_id,
    CAST(state ->> '$.valid_from' AS TIMESTAMPTZ) AS valid_from,
    CAST(state ->> '$.valid_until' AS TIMESTAMPTZ) AS valid_until,
    changed_at
FROM registry_states
WHERE entity = 'code'
ORDER BY code_id
