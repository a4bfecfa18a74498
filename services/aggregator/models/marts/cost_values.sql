-- Costs that stand, in minor units of the reporting currency (NULL without a rate); a void and what it takes back are out.
SELECT
    costs.cost_id, costs.campaign_id, costs.creator_id, costs.incurred_on AS day,
    CASE
        WHEN costs.currency = parameters.currency THEN costs.amount_minor
        ELSE CAST(ROUND(CAST(costs.amount_minor AS DECIMAL(14, 0)) * rates.minor_rate) AS BIGINT)
    END AS cost_minor
FROM costs
CROSS JOIN parameters
LEFT JOIN rates ON rates.currency = costs.currency AND rates.day = costs.incurred_on
LEFT JOIN (
    SELECT DISTINCT voids.voids AS cost_id
    FROM costs AS voids
    LEFT JOIN costs AS undone ON undone.voids = voids.cost_id
    WHERE voids.voids IS NOT NULL AND undone.cost_id IS NULL
) AS voided ON voided.cost_id = costs.cost_id
WHERE costs.voids IS NULL AND voided.cost_id IS NULL
