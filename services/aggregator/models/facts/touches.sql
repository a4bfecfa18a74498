-- Every touch that an order has, whether it is in the order's path, and why it earns or loses.
SELECT
    orders.store,
    orders.order_id,
    touches.touch_at,
    touches.kind,
    touches.click_id,
    touches.code,
    touches.creator_id,
    touches.campaign_id,
    touches.reason IS NULL AS kept,
    COALESCE(touches.reason, CASE
        WHEN touches.position = touches.path_length THEN 'last_touch'
        WHEN touches.shares_with_code THEN 'shares_with_code'
        WHEN touches.code_kept THEN 'overtaken_by_code'
        ELSE 'overtaken_by_click'
    END) AS reason,
    touches.position,
    touches.source,
    touches.found_in,
    touches.carried_click_id,
    touches.carried_class,
    touches.click_class,
    touches.link_id,
    touches.seconds_before
FROM judged_touches AS touches
JOIN current_orders AS orders ON orders.ordinal = touches.ordinal
