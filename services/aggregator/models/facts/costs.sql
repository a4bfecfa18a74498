-- Every cost booking once: of one cost id the latest received. What a booking voids is told apart where costs are summed.
WITH decoded AS (
    SELECT
        origin,
        sequence,
        ce_time,
        FROM_JSON(payload, '{
            "cost_id": "VARCHAR", "campaign_id": "VARCHAR", "creator_id": "VARCHAR", "kind": "VARCHAR",
            "amount_minor": "BIGINT", "currency": "VARCHAR", "incurred_on": "DATE", "voids": "VARCHAR"
        }') AS fact
    FROM bronze_events
    WHERE ce_type = 'plaudit.cost.v1' AND reject_reason IS NULL
),
received AS (
    SELECT
        *,
        ROW_NUMBER() OVER (PARTITION BY fact.cost_id ORDER BY ce_time DESC, origin DESC, sequence DESC) AS age
    FROM decoded
)
SELECT
    fact.cost_id AS cost_id,
    fact.campaign_id AS campaign_id,
    fact.creator_id AS creator_id,
    fact.kind AS kind,
    fact.amount_minor AS amount_minor,
    fact.currency AS currency,
    fact.incurred_on AS incurred_on,
    fact.voids AS voids,
    ce_time AS received_at
FROM received
WHERE age = 1
