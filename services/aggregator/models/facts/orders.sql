-- The current order of every order id, from all its deliveries.
SELECT
    store,
    ANY_VALUE(platform) AS platform,
    order_id,
    MIN(COALESCE(placed_at, version)) AS placed_at,
    MAX_BY(state, (version, state_rank, body_hash)) AS state,
    BOOL_OR(has_been_paid) AS has_been_paid,
    MAX_BY(amounts.currency, (version, state_rank, body_hash)) AS currency,
    MAX_BY(amounts.gross_minor, (version, state_rank, body_hash)) AS gross_minor,
    MAX_BY(amounts.net_items_minor, (version, state_rank, body_hash)) AS net_items_minor
FROM order_facts
GROUP BY store, order_id
