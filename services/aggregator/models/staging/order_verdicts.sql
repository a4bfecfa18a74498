-- What the policy makes of every order's code, if a creator's code may count at all; `halves` when under `split` the
-- code's owner and the creator of the last click share the order.
WITH eligible AS (
    SELECT ordinal, kind, creator_id, touch_at, touch_id FROM candidate_touches WHERE bar IS NULL
),
rivals AS (
    SELECT
        ordinal,
        MAX(CASE WHEN kind = 'code' THEN creator_id END) AS code_owner,
        MAX_BY(creator_id, (touch_at, touch_id)) FILTER (WHERE kind = 'click') AS last_clicker,
        MAX_BY(touch_id, (touch_at, touch_id)) FILTER (WHERE kind = 'click') AS last_click_id
    FROM eligible
    GROUP BY ordinal
),
involved AS (
    SELECT DISTINCT ordinal, creator_id FROM eligible WHERE kind = 'click'
)
SELECT
    rivals.ordinal,
    rivals.code_owner,
    rivals.last_click_id,
    CASE
        WHEN parameters.policy = 'click_first' AND rivals.last_clicker IS NOT NULL THEN 'click_wins'
        WHEN parameters.policy = 'code_if_involved' AND involved.creator_id IS NULL THEN 'owner_without_click'
        WHEN parameters.policy = 'code_if_winner'
            AND (rivals.last_clicker IS NULL OR rivals.last_clicker <> rivals.code_owner)
            THEN 'owner_without_last_click'
    END AS code_loss,
    parameters.policy = 'split' AND rivals.last_clicker <> rivals.code_owner AS halves
FROM rivals
CROSS JOIN parameters
LEFT JOIN involved ON involved.ordinal = rivals.ordinal AND involved.creator_id = rivals.code_owner
