-- The present state of every entity of the registry: that of its greatest change.
SELECT entity, entity_id, changed_at, state
FROM (
    SELECT
        payload ->> '$.state.entity' AS entity,
        payload ->> '$.entity_id' AS entity_id,
        CAST(payload ->> '$.changed_at' AS TIMESTAMPTZ) AS changed_at,
        payload -> '$.state' AS state,
        ROW_NUMBER() OVER (
            PARTITION BY key ORDER BY CAST(payload ->> '$.change' AS BIGINT) DESC, origin DESC, sequence DESC
        ) AS age
    FROM bronze_events
    WHERE ce_type = 'plaudit.registry.v1' AND reject_reason IS NULL
) AS changes
WHERE age = 1
