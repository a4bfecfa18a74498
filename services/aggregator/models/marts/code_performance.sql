-- What every discount code brought in while its owner had it, under every model.
WITH used AS (
    SELECT orders.store, orders.order_id, orders.placed_at, code_spellings.folded
    FROM (
        SELECT store, order_id, placed_at, UNNEST(codes) AS code
        FROM orders
        WHERE exclusion_reason IS NULL
    ) AS orders
    INNER JOIN code_spellings ON code_spellings.code = orders.code
),
uses AS (
    SELECT codes.code_id, COUNT(DISTINCT used.order_id) AS uses
    FROM codes
    INNER JOIN code_spellings ON code_spellings.code = codes.code
    INNER JOIN used ON used.store = codes.store AND used.folded = code_spellings.folded
    WHERE (codes.valid_from IS NULL OR codes.valid_from <= used.placed_at)
        AND (codes.valid_until IS NULL OR used.placed_at < codes.valid_until)
    GROUP BY 1
)
SELECT
    ratios.code_id, codes.code, codes.store, ratios.campaign_id, ratios.creator_id,
    codes.valid_from, codes.valid_until, ratios.attribution_model, ratios.currency,
    COALESCE(uses.uses, 0) AS uses,
    ratios.orders, ratios.net_orders, ratios.code_only_orders, ratios.new_customers,
    ratios.gross_revenue, ratios.refunded, ratios.net_revenue, ratios.orders_without_rate,
    ratios.aov, ratios.aov_null_reason
FROM ratios
INNER JOIN codes ON codes.code_id = ratios.code_id
LEFT JOIN uses ON uses.code_id = ratios.code_id
WHERE ratios.scope = 'code'
ORDER BY ratios.code_id, ratios.attribution_model
