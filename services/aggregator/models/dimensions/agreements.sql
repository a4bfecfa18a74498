-- The terms of every creator in a campaign, as the registry last knew them.
SELECT
    entity_id AS agreement_id,
    state ->> '$.campaign_id' AS campaign_id,
    state ->> '$.creator_id' AS creator_id,
    CAST(state ->> '$.fee_minor' AS BIGINT) AS fee_minor,
    CAST(state ->> '$.planned_budget_minor' AS BIGINT) AS planned_budget_minor,
    TRY_CAST(state ->> '$.commission.rate' AS DECIMAL(9, 6)) AS commission_rate,
    CAST(state ->> '$.commission.flat_minor' AS BIGINT) AS commission_flat_minor,
    CAST(state ->> '$.commission.cap_minor' AS BIGINT) AS commission_cap_minor,
    CAST(state ->> '$.commission.new_customers_only' AS BOOLEAN) AS commission_is_new_customers_only,
    state ->> '$.usage_rights' AS usage_rights,
    state ->> '$.exclusivity' AS exclusivity,
    CAST(state ->> '$.starts_on' AS DATE) AS starts_on,
    CAST(state ->> '$.ends_on' AS DATE) AS ends_on,
    CAST(state -> '$.deliverables' AS STRUCT(kind VARCHAR, due_on DATE)[]) AS deliverables,
    changed_at
FROM registry_states
WHERE entity = 'agreement'
ORDER BY agreement_id
