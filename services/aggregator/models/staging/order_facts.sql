-- What every delivery says of its order, decoded once; a group of facts that it does not state is NULL.
SELECT
    origin,
    sequence,
    fact.store AS store,
    fact.platform AS platform,
    fact.order_id AS order_id,
    fact.version AS version,
    COALESCE(LIST_POSITION(
        ['pending', 'failed', 'paid', 'partially_refunded', 'refunded', 'cancelled'], fact.status.state
    ), 0) AS state_rank,
    fact.delivery.body_hash AS body_hash,
    fact.placed_at AS placed_at,
    fact.status.state AS state,
    COALESCE(fact.status.has_been_paid, FALSE) AS has_been_paid,
    fact.status.platform_state AS platform_state,
    fact.amounts AS amounts,
    fact.codes AS codes,
    fact.person AS person,
    fact.refs AS refs,
    fact.refund_ids AS refund_ids,
    fact.clicks AS clicks,
    fact.sales_channel AS sales_channel,
    COALESCE(fact.is_gift_card_only, FALSE) AS is_gift_card_only,
    fact.is_test AS is_test,
    fact.delivery AS delivery
FROM (
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
) AS decoded
