-- What every delivery says of its order, decoded once; a group of facts that it does not state is NULL. Of two
-- deliveries the one with the greater `strength` wins: (version, state rank, body hash), then what makes the order total.
WITH decoded AS (
    SELECT
        origin,
        sequence,
        FROM_JSON(payload, '{
            "store": "VARCHAR", "platform": "VARCHAR", "order_id": "VARCHAR", "order_number": "VARCHAR",
            "version": "TIMESTAMPTZ", "placed_at": "TIMESTAMPTZ", "refs": ["VARCHAR"],
            "status": {"state": "VARCHAR", "has_been_paid": "BOOLEAN", "platform_state": "VARCHAR"},
            "amounts": {
                "currency": "VARCHAR", "gross_minor": "BIGINT", "net_items_minor": "BIGINT", "ceiling_minor": "BIGINT"
            },
            "codes": [{"code": "VARCHAR", "discount_minor": "BIGINT", "kind": "VARCHAR"}],
            "person": {"customer_key": "VARCHAR", "buyer_key": "VARCHAR"},
            "refund_ids": ["VARCHAR"],
            "clicks": [{"click_id": "VARCHAR", "found_in": "VARCHAR", "position": "INTEGER"}],
            "sales_channel": "VARCHAR", "is_gift_card_only": "BOOLEAN", "is_test": "BOOLEAN",
            "delivery": {
                "received_at": "TIMESTAMPTZ", "topic": "VARCHAR", "body_hash": "VARCHAR", "delivery_id": "VARCHAR",
                "part": "INTEGER", "replaces": "VARCHAR"
            }
        }') AS fact
    FROM bronze_events
    WHERE ce_type = 'plaudit.order.v1' AND reject_reason IS NULL
),
named AS (
    SELECT
        origin,
        sequence,
        fact.store AS store,
        fact.order_id AS order_id,
        fact.platform AS platform,
        fact.order_number AS order_number,
        fact.version AS version,
        CASE fact.status.state
            WHEN 'pending' THEN 0
            WHEN 'failed' THEN 1
            WHEN 'paid' THEN 2
            WHEN 'partially_refunded' THEN 3
            WHEN 'refunded' THEN 4
            WHEN 'cancelled' THEN 5
            ELSE -1
        END AS state_rank,
        fact.delivery.body_hash AS body_hash,
        fact.delivery.topic AS topic,
        fact.delivery.received_at AS received_at,
        fact.delivery.delivery_id AS delivery_id,
        fact.delivery.replaces AS replaces,
        COALESCE(fact.delivery.part, 0) AS part,
        fact.placed_at AS placed_at,
        fact.refs AS refs,
        fact.status AS status,
        fact.amounts AS amounts,
        COALESCE(fact.is_gift_card_only, FALSE) AS is_gift_card_only,
        fact.codes AS codes,
        fact.person AS person,
        fact.refund_ids AS refund_ids,
        fact.clicks AS clicks,
        LOWER(fact.sales_channel) AS sales_channel,
        fact.is_test AS is_test
    FROM decoded
)
SELECT
    *,
    ROW_NUMBER() OVER (
        PARTITION BY store, order_id
        ORDER BY version, state_rank, body_hash, topic, received_at, origin, sequence
    ) AS strength
FROM named
