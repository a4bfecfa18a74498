-- Every code used on an order with who owned it when the order was placed, and why it may not stand for its owner.
-- Of several creator codes one counts: not for shipping, then the larger discount, then the first in code-point order.
WITH uses AS (
    SELECT ordinal, store, placed_at, person.buyer_key AS buyer_key, UNNEST(codes) AS used
    FROM current_orders
    WHERE ARRAY_LENGTH(codes) > 0
),
folded AS (
    SELECT
        uses.ordinal,
        uses.store,
        uses.placed_at,
        uses.buyer_key,
        code_spellings.folded,
        MIN(uses.used.code) AS code,
        MAX(COALESCE(uses.used.discount_minor, 0)) AS discount_minor,
        BOOL_AND(COALESCE(uses.used.kind, 'other') = 'shipping') AS is_shipping
    FROM uses
    JOIN code_spellings ON code_spellings.code = uses.used.code
    GROUP BY ALL
),
ownerships AS (
    SELECT codes.*, code_spellings.folded
    FROM codes
    JOIN code_spellings ON code_spellings.code = codes.code
),
owned AS (
    SELECT
        folded.*,
        ownerships.creator_id,
        ownerships.campaign_id,
        creators.creator_id IS NOT NULL AS is_self_purchase,
        ROW_NUMBER() OVER (
            PARTITION BY folded.ordinal, folded.folded ORDER BY ownerships.code_id NULLS LAST
        ) AS owner_place
    FROM folded
    LEFT JOIN ownerships
        ON ownerships.store = folded.store
        AND ownerships.folded = folded.folded
        AND (ownerships.valid_from IS NULL OR ownerships.valid_from <= folded.placed_at)
        AND (ownerships.valid_until IS NULL OR folded.placed_at < ownerships.valid_until)
    LEFT JOIN creators
        ON creators.creator_id = ownerships.creator_id AND creators.email_key = folded.buyer_key
),
barred AS (
    SELECT
        *,
        CASE WHEN creator_id IS NULL THEN 'no_owner' WHEN is_self_purchase THEN 'self_purchase' END AS bar
    FROM owned
    WHERE owner_place = 1
)
SELECT
    ordinal,
    placed_at,
    code,
    folded,
    creator_id,
    campaign_id,
    COALESCE(bar, CASE
        WHEN ROW_NUMBER() OVER (
            PARTITION BY ordinal, bar IS NULL ORDER BY is_shipping, discount_minor DESC, folded
        ) > 1 THEN 'other_code_wins'
    END) AS bar
FROM barred
