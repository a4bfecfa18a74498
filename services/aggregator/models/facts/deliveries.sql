-- Every delivery of a shop in the order of its receipt, and what became of it.
WITH others AS (
    SELECT
        origin,
        sequence,
        reject_reason,
        reject_detail,
        FROM_JSON(payload, '{
            "store": "VARCHAR",
            "delivery": {
                "received_at": "TIMESTAMPTZ", "topic": "VARCHAR", "body_hash": "VARCHAR", "delivery_id": "VARCHAR",
                "replaces": "VARCHAR"
            }
        }') AS fact
    FROM bronze_events
    WHERE payload IS NOT NULL
        AND (
            ce_type IN ('plaudit.erasure.v1', 'plaudit.rejected.v1')
            OR (ce_type IN ('plaudit.order.v1', 'plaudit.refund.v1') AND reject_reason IS NOT NULL)
        )
),
received AS (
    SELECT
        origin, sequence, received_at, store, topic, order_id, delivery_id, body_hash, replaces,
        CAST(NULL AS VARCHAR) AS reject_reason,
        CAST(NULL AS VARCHAR) AS reject_detail,
        store || '/' || order_id AS subject,
        strength
    FROM order_facts
    WHERE part = 0
    UNION ALL
    SELECT
        origin, sequence, received_at, store, topic, order_id, delivery_id, body_hash, replaces, NULL, NULL,
        store || '/' || order_key || '/' || refund_id, strength
    FROM refund_facts
    WHERE part = 0
    UNION ALL
    SELECT
        origin, sequence, fact.delivery.received_at, fact.store, fact.delivery.topic, NULL, fact.delivery.delivery_id,
        fact.delivery.body_hash, fact.delivery.replaces, reject_reason, reject_detail, NULL, NULL
    FROM others
),
compared AS (
    SELECT
        *,
        ROW_NUMBER() OVER (
            PARTITION BY store, topic, body_hash, reject_reason IS NULL ORDER BY received_at, origin, sequence
        ) > 1 AS is_repeat,
        MAX(strength) OVER earlier AS earlier_strength,
        MAX_BY(body_hash, strength) OVER earlier AS earlier_body
    FROM received
    WINDOW earlier AS (
        PARTITION BY subject ORDER BY received_at, origin, sequence
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
)
SELECT
    received_at,
    store,
    topic,
    order_id,
    delivery_id,
    CASE
        WHEN reject_reason IS NOT NULL THEN 'rejected'
        WHEN replaces IS NOT NULL THEN 'replayed'
        WHEN is_repeat THEN 'duplicate'
        WHEN subject IS NOT NULL AND earlier_strength > strength AND earlier_body <> body_hash THEN 'stale'
        ELSE 'accepted'
    END AS status,
    CASE WHEN reject_reason IS NOT NULL THEN reject_reason ELSE replaces END AS detail,
    origin,
    sequence
FROM compared
