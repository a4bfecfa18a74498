-- Records that could not be taken, each with its reason and its bytes, encrypted.
WITH refused AS (
    SELECT origin, sequence, ce_time, ce_source, reject_reason, reject_detail, ce_type, payload, sealed
    FROM bronze_events
    WHERE reject_reason IS NOT NULL
    UNION ALL
    SELECT origin, sequence, ce_time, ce_source, reject_reason, reject_detail, 'plaudit.click.v1', NULL, sealed
    FROM bronze_clicks
    WHERE reject_reason IS NOT NULL
)
SELECT
    origin || ':' || CAST(sequence AS VARCHAR) AS dead_letter_id,
    ce_time AS received_at,
    COALESCE(payload ->> '$.source', ce_source) AS source,
    reject_reason AS reason,
    reject_detail AS detail,
    ce_type AS event_type,
    payload ->> '$.store' AS store,
    payload ->> '$.delivery.topic' AS topic,
    payload ->> '$.delivery.delivery_id' AS delivery_id,
    sealed,
    origin,
    sequence
FROM refused
ORDER BY received_at, dead_letter_id
