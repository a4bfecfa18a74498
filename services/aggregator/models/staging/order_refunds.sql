-- What was given back of every order, by the basis that the platform speaks of. Where a platform tells both single
-- refunds and a running total, they are the same money: the larger holds.
SELECT
    store,
    order_id,
    CAST(GREATEST(
        SUM(CASE WHEN basis = 'commission_base' AND kind = 'single' THEN amount_minor ELSE 0 END),
        SUM(CASE WHEN basis = 'commission_base' AND kind = 'cumulative' THEN amount_minor ELSE 0 END)
    ) AS BIGINT) AS of_base_minor,
    CAST(GREATEST(
        SUM(CASE WHEN basis = 'charge' AND kind = 'single' THEN amount_minor ELSE 0 END),
        SUM(CASE WHEN basis = 'charge' AND kind = 'cumulative' THEN amount_minor ELSE 0 END)
    ) AS BIGINT) AS of_charge_minor,
    BOOL_OR(is_full) AS is_full
FROM refunds
WHERE is_counted AND order_id IS NOT NULL
GROUP BY store, order_id
