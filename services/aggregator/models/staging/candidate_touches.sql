-- Everything that might earn an order: its clicks, those of earlier orders of the customer, its codes. `bar` says why
-- one may not; look-backs compare whole seconds, as shops stamp orders, and both ends count.
WITH clicked AS (
    SELECT ordinal, 'order' AS source, click_id, carried_click_id, carried_class, found_in,
        click_class, clicked_at, link_id, campaign_id, creator_id
    FROM order_clicks
    UNION ALL
    SELECT ordinal, 'earlier_order', click_id, NULL, NULL, NULL, 'human', clicked_at, link_id, campaign_id, creator_id
    FROM inherited_clicks
),
judged_clicks AS (
    SELECT
        clicked.*,
        CAST(FLOOR(EPOCH(orders.placed_at)) - FLOOR(EPOCH(clicked.clicked_at)) AS BIGINT) AS seconds_before,
        creators.creator_id IS NOT NULL AS is_self_purchase
    FROM clicked
    JOIN current_orders AS orders ON orders.ordinal = clicked.ordinal
    LEFT JOIN creators
        ON creators.creator_id = clicked.creator_id AND creators.email_key = orders.person.buyer_key
)
SELECT
    ordinal,
    'click' AS kind,
    source,
    clicked_at AS touch_at,
    seconds_before,
    click_id,
    carried_click_id,
    carried_class,
    found_in,
    click_class,
    link_id,
    CAST(NULL AS VARCHAR) AS code,
    click_id AS touch_id,
    creator_id,
    campaign_id,
    CASE
        WHEN click_class IS NULL THEN 'unknown_click'
        WHEN click_class IN ('bot', 'preview', 'head', 'no_ua') THEN click_class || '_click'
        WHEN is_self_purchase THEN 'self_purchase'
        WHEN seconds_before < 0 THEN 'after_order'
        WHEN seconds_before > 86400 * parameters.lookback_days THEN 'before_lookback'
    END AS bar
FROM judged_clicks
CROSS JOIN parameters
UNION ALL
SELECT
    ordinal, 'code', 'order', placed_at, 0, NULL, NULL, NULL, NULL, NULL, NULL,
    code, folded, creator_id, campaign_id, bar
FROM order_codes
