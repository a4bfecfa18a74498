-- Every touch that an order has, whether it is in the order's path, and why it earns or loses.
SELECT
    store,
    order_id,
    touch_at,
    kind,
    click_id,
    code,
    creator_id,
    campaign_id,
    reason IS NULL AS kept,
    COALESCE(reason, CASE
        WHEN position = path_length THEN 'last_touch'
        WHEN shares_with_code THEN 'shares_with_code'
        WHEN code_kept THEN 'overtaken_by_code'
        ELSE 'overtaken_by_click'
    END) AS reason,
    position,
    source,
    found_in,
    carried_click_id,
    carried_class,
    click_class,
    link_id,
    seconds_before
FROM judged_touches
ORDER BY store, order_id, touch_at NULLS FIRST, kind, click_id, code
