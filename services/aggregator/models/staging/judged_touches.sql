-- Every candidate after the policy has weighed code against click and the code has taken in the clicks of the same
-- visit; `position` is its place in the order's path of `path_length` touches.
WITH clickers AS (
    SELECT
        *,
        MAX(CASE WHEN kind = 'code' AND bar IS NULL THEN creator_id END) OVER (PARTITION BY store, order_id)
            AS code_owner,
        ROW_NUMBER() OVER (
            PARTITION BY store, order_id, kind, bar IS NULL ORDER BY touch_at DESC, touch_id DESC
        ) AS place_from_end,
        MAX(CASE WHEN kind = 'click' AND bar IS NULL THEN 1 ELSE 0 END) OVER (
            PARTITION BY store, order_id, creator_id
        ) AS creator_clicked,
        MAX(CASE WHEN kind = 'code' AND COALESCE(bar, '') <> 'self_purchase' THEN 1 ELSE 0 END) OVER (
            PARTITION BY store, order_id, creator_id
        ) AS creator_code_used
    FROM candidate_touches
),
weighed AS (
    SELECT
        *,
        MAX(CASE WHEN kind = 'click' AND bar IS NULL AND place_from_end = 1 THEN creator_id END) OVER (
            PARTITION BY store, order_id
        ) AS last_clicker
    FROM clickers
),
decided AS (
    SELECT
        weighed.*,
        parameters.policy,
        COALESCE(bar, CASE
            WHEN kind = 'click' THEN NULL
            WHEN policy = 'click_first' AND last_clicker IS NOT NULL THEN 'click_wins'
            WHEN policy = 'code_if_involved' AND creator_clicked = 0 THEN 'owner_without_click'
            WHEN policy = 'code_if_winner' AND (last_clicker IS NULL OR last_clicker <> creator_id)
                THEN 'owner_without_last_click'
        END) AS loss
    FROM weighed
    CROSS JOIN parameters
),
absorbed AS (
    SELECT
        *,
        COALESCE(loss, CASE
            WHEN kind = 'click'
                AND creator_id = MAX(CASE WHEN kind = 'code' AND loss IS NULL THEN creator_id END) OVER (
                    PARTITION BY store, order_id
                )
                AND seconds_before <= 1800
                THEN 'absorbed_by_code'
        END) AS reason
    FROM decided
),
placed AS (
    SELECT
        *,
        CASE WHEN reason IS NULL THEN ROW_NUMBER() OVER (
            PARTITION BY store, order_id, reason IS NULL ORDER BY kind = 'code', touch_at, touch_id
        ) END AS position,
        COUNT(CASE WHEN reason IS NULL THEN 1 END) OVER (PARTITION BY store, order_id) AS path_length,
        MAX(CASE WHEN kind = 'code' AND reason IS NULL THEN 1 ELSE 0 END) OVER (PARTITION BY store, order_id)
            AS code_kept
    FROM absorbed
)
SELECT
    store,
    order_id,
    kind,
    source,
    touch_at,
    seconds_before,
    click_id,
    carried_click_id,
    carried_class,
    found_in,
    click_class,
    link_id,
    code,
    creator_id,
    campaign_id,
    position,
    path_length,
    policy = 'split' AND code_kept = 1 AND kind = 'click' AND reason IS NULL AND place_from_end = 1
    AND creator_id <> code_owner AS shares_with_code,
    code_kept = 1 AS code_kept,
    CASE
        WHEN creator_code_used = 1 AND creator_clicked = 1 THEN 'both'
        WHEN creator_clicked = 1 THEN 'click'
        ELSE 'code'
    END AS evidence,
    reason
FROM placed
