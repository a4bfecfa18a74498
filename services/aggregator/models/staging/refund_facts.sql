-- What every delivery says of a refund, decoded once and put to its order; `order_key` is the order it names, else the
-- name it gives. Of two deliveries the one with the greater `strength` says more: (version, status, body hash).
WITH decoded AS (
    SELECT
        origin,
        sequence,
        FROM_JSON(payload, '{
            "store": "VARCHAR", "platform": "VARCHAR", "refund_id": "VARCHAR", "kind": "VARCHAR", "status": "VARCHAR",
            "version": "TIMESTAMPTZ", "currency": "VARCHAR", "amount_minor": "BIGINT", "basis": "VARCHAR",
            "refunded_at": "TIMESTAMPTZ", "order_id": "VARCHAR", "order_ref": "VARCHAR", "is_full": "BOOLEAN",
            "is_test": "BOOLEAN",
            "delivery": {
                "received_at": "TIMESTAMPTZ", "topic": "VARCHAR", "body_hash": "VARCHAR", "delivery_id": "VARCHAR",
                "part": "INTEGER", "replaces": "VARCHAR"
            }
        }') AS fact
    FROM bronze_events
    WHERE ce_type = 'plaudit.refund.v1' AND reject_reason IS NULL
),
other_names AS (
    SELECT store, ref, MIN(order_id) AS order_id
    FROM (SELECT store, order_id, UNNEST(refs) AS ref FROM order_facts) AS refs
    GROUP BY store, ref
),
named AS (
    SELECT
        decoded.origin,
        decoded.sequence,
        fact.store AS store,
        fact.platform AS platform,
        COALESCE(fact.order_id, other_names.order_id) AS order_id,
        COALESCE(fact.order_id, other_names.order_id, 'ref:' || fact.order_ref) AS order_key,
        fact.order_ref AS order_ref,
        fact.refund_id AS refund_id,
        fact.kind AS kind,
        fact.status AS status,
        CASE fact.status WHEN 'pending' THEN 0 WHEN 'succeeded' THEN 1 WHEN 'failed' THEN 2 ELSE 3 END AS status_rank,
        fact.version AS version,
        fact.currency AS currency,
        fact.amount_minor AS amount_minor,
        fact.basis AS basis,
        fact.refunded_at AS refunded_at,
        COALESCE(fact.is_full, FALSE) AS is_full,
        COALESCE(fact.is_test, FALSE) AS is_test,
        fact.delivery.body_hash AS body_hash,
        fact.delivery.topic AS topic,
        fact.delivery.received_at AS received_at,
        fact.delivery.delivery_id AS delivery_id,
        fact.delivery.replaces AS replaces,
        COALESCE(fact.delivery.part, 0) AS part
    FROM decoded
    LEFT JOIN other_names
        ON other_names.store = fact.store AND other_names.ref = fact.order_ref AND fact.order_id IS NULL
)
SELECT
    *,
    ROW_NUMBER() OVER (
        PARTITION BY store, order_key, refund_id
        ORDER BY version, status_rank, body_hash, topic, received_at, origin, sequence
    ) AS strength
FROM named
