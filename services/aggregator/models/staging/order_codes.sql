-- Every code used on an order with who owned it when the order was placed, and why it may not stand for its owner.
-- Of several creator codes one counts: not for shipping, then the larger discount, then the first in code-point order.
WITH used AS (
    SELECT
        orders.store,
        orders.order_id,
        orders.placed_at,
        orders.person.buyer_key AS buyer_key,
        code_spellings.folded,
        MIN(orders.used.code) AS code,
        MAX(COALESCE(orders.used.discount_minor, 0)) AS discount_minor,
        BOOL_AND(COALESCE(orders.used.kind, 'other') = 'shipping') AS is_shipping
    FROM (
        SELECT store, order_id, placed_at, person, UNNEST(codes) AS used FROM current_orders
    ) AS orders
    JOIN code_spellings ON code_spellings.code = orders.used.code
    GROUP BY ALL
),
ownerships AS (
    SELECT codes.*, code_spellings.folded
    FROM codes
    JOIN code_spellings ON code_spellings.code = codes.code
),
owned AS (
    SELECT
        used.*,
        ownerships.creator_id,
        ownerships.campaign_id,
        creators.creator_id IS NOT NULL AS is_self_purchase,
        ROW_NUMBER() OVER (
            PARTITION BY used.store, used.order_id, used.folded ORDER BY ownerships.code_id NULLS LAST
        ) AS owner_place
    FROM used
    LEFT JOIN ownerships
        ON ownerships.store = used.store
        AND ownerships.folded = used.folded
        AND (ownerships.valid_from IS NULL OR ownerships.valid_from <= used.placed_at)
        AND (ownerships.valid_until IS NULL OR used.placed_at < ownerships.valid_until)
    LEFT JOIN creators
        ON creators.creator_id = ownerships.creator_id AND creators.email_key = used.buyer_key
),
barred AS (
    SELECT
        *,
        CASE WHEN creator_id IS NULL THEN 'no_owner' WHEN is_self_purchase THEN 'self_purchase' END AS bar
    FROM owned
    WHERE owner_place = 1
)
SELECT
    store,
    order_id,
    placed_at,
    code,
    folded,
    creator_id,
    campaign_id,
    COALESCE(bar, CASE
        WHEN ROW_NUMBER() OVER (
            PARTITION BY store, order_id, bar IS NULL ORDER BY is_shipping, discount_minor DESC, folded
        ) > 1 THEN 'other_code_wins'
    END) AS bar
FROM barred
