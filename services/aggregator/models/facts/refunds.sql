-- Every refund once: of single refunds the greatest version, of cumulative totals the highest that still stands.
WITH failures AS (
    SELECT
        store,
        order_key,
        refund_id,
        MAX(amount_minor) AS amount_minor,
        MIN(refunded_at) AS refunded_at,
        MIN(version) AS failed_at
    FROM refund_facts
    WHERE kind = 'single' AND status IN ('failed', 'void')
    GROUP BY store, order_key, refund_id
),
lost AS (
    -- What failed after a cumulative total had taken it in lowers that total.
    SELECT totals.origin, totals.sequence, SUM(failures.amount_minor) AS amount_minor
    FROM refund_facts AS totals
    JOIN failures
        ON failures.store = totals.store
        AND failures.order_key = totals.order_key
        AND failures.refunded_at <= totals.version
        AND failures.failed_at > totals.version
    WHERE totals.kind = 'cumulative'
    GROUP BY totals.origin, totals.sequence
),
lowered AS (
    SELECT
        refund_facts.*,
        CAST(refund_facts.amount_minor - COALESCE(lost.amount_minor, 0) AS BIGINT) AS standing_minor
    FROM refund_facts
    LEFT JOIN lost ON lost.origin = refund_facts.origin AND lost.sequence = refund_facts.sequence
),
ranked AS (
    SELECT
        *,
        ROW_NUMBER() OVER (
            PARTITION BY store, order_key, refund_id, kind
            ORDER BY
                CASE WHEN kind = 'cumulative' AND status_rank < 2 THEN standing_minor END DESC NULLS LAST,
                version DESC, status_rank DESC, body_hash DESC, standing_minor DESC, part DESC, topic DESC
        ) AS place
    FROM lowered
),
placed AS (
    SELECT
        ranked.*,
        current_orders.amounts.currency AS order_currency,
        kind = 'single'
        AND version < current_orders.listed_at
        AND NOT LIST_CONTAINS(current_orders.listed_refund_ids, refund_id) AS is_unlisted
    FROM ranked
    LEFT JOIN current_orders
        ON current_orders.store = ranked.store AND current_orders.order_id = ranked.order_id
    WHERE place = 1
)
SELECT
    store,
    order_id,
    refund_id,
    standing_minor AS amount_minor,
    currency,
    refunded_at,
    kind,
    basis,
    CASE WHEN COALESCE(is_unlisted, FALSE) THEN 'void' ELSE status END AS status,
    is_full,
    status IN ('pending', 'succeeded')
    AND NOT is_test
    AND NOT COALESCE(is_unlisted, FALSE)
    AND currency = COALESCE(order_currency, currency) AS is_counted,
    order_ref,
    version AS source_version
FROM placed
