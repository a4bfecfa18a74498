-- The goals that campaigns set themselves, one row each.
SELECT
    entity_id AS campaign_id,
    goal ->> '$.metric' AS metric,
    TRY_CAST(goal ->> '$.target' AS DECIMAL(18, 3)) AS target
FROM (
    SELECT entity_id, UNNEST(CAST(state -> '$.goals' AS JSON[])) AS goal
    FROM registry_states
    WHERE entity = 'campaign'
) AS goals
