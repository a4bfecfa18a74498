-- One row an order: of each group of facts the strongest delivery that states it. `ordinal` only names the order within
-- one build, because joining and grouping by a number is much faster than by two texts.
WITH winners AS (
    SELECT
        store,
        order_id,
        MAX_BY(platform, strength) AS platform,
        MAX_BY(order_number, strength) FILTER (WHERE order_number IS NOT NULL) AS order_number,
        MAX(version) AS source_version,
        MIN(version) AS first_version,
        MAX_BY(placed_at, strength) FILTER (WHERE placed_at IS NOT NULL) AS stated_placed_at,
        MIN(placed_at) AS first_placed_at,
        MAX_BY(status.state, strength) FILTER (WHERE status.state IS NOT NULL) AS named_state,
        MAX_BY(status.platform_state, strength) FILTER (WHERE status.platform_state IS NOT NULL) AS platform_state,
        BOOL_OR(COALESCE(status.has_been_paid, FALSE)) AS has_been_paid,
        MAX_BY(amounts, strength) FILTER (WHERE amounts.currency IS NOT NULL) AS amounts,
        MAX_BY(is_gift_card_only, strength) FILTER (WHERE amounts.currency IS NOT NULL) AS is_gift_card_only,
        MAX_BY(codes, strength) FILTER (WHERE codes IS NOT NULL) AS codes,
        MAX_BY(person, strength) FILTER (WHERE person IS NOT NULL) AS person,
        MAX_BY(refund_ids, strength) FILTER (WHERE refund_ids IS NOT NULL) AS listed_refund_ids,
        MAX(version) FILTER (WHERE refund_ids IS NOT NULL) AS listed_at,
        MAX_BY(sales_channel, strength) FILTER (WHERE sales_channel IS NOT NULL) AS sales_channel,
        MAX_BY(is_test, strength) FILTER (WHERE is_test IS NOT NULL) AS is_test
    FROM order_facts
    GROUP BY store, order_id
)
SELECT
    *,
    ROW_NUMBER() OVER () AS ordinal,
    -- Shopify says when the sale was made; elsewhere the earliest time that any delivery gives is the order's time.
    CASE
        WHEN platform = 'shopify' THEN COALESCE(stated_placed_at, first_version)
        ELSE COALESCE(first_placed_at, first_version)
    END AS placed_at
FROM winners
