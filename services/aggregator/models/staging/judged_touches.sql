-- Every candidate after the policy has weighed code against click and a kept code has taken in the clicks of the same
-- visit; `position` is its place in the order's path of `path_length` touches.
WITH evidences AS (
    SELECT
        ordinal,
        creator_id,
        BOOL_OR(kind = 'click' AND bar IS NULL) AS has_click,
        BOOL_OR(kind = 'code') AS has_code
    FROM candidate_touches
    WHERE creator_id IS NOT NULL
    GROUP BY ordinal, creator_id
),
decided AS (
    SELECT
        touches.*,
        verdicts.code_owner IS NOT NULL AND verdicts.code_loss IS NULL AS code_kept,
        COALESCE(verdicts.halves, FALSE) AS halves,
        COALESCE(verdicts.halves AND touches.click_id = verdicts.last_click_id, FALSE) AS shares_with_code,
        CASE
            WHEN evidences.has_click AND evidences.has_code THEN 'both'
            WHEN evidences.has_click THEN 'click'
            WHEN evidences.has_code THEN 'code'
        END AS evidence,
        CASE
            WHEN touches.bar IS NOT NULL THEN touches.bar
            WHEN touches.kind = 'code' THEN verdicts.code_loss
            WHEN verdicts.code_loss IS NULL
                AND touches.creator_id = verdicts.code_owner
                AND touches.seconds_before <= 1800
                THEN 'absorbed_by_code'
        END AS reason
    FROM candidate_touches AS touches
    LEFT JOIN order_verdicts AS verdicts ON verdicts.ordinal = touches.ordinal
    LEFT JOIN evidences ON evidences.ordinal = touches.ordinal AND evidences.creator_id = touches.creator_id
)
SELECT
    *,
    CASE WHEN reason IS NULL THEN ROW_NUMBER() OVER path END AS position,
    COUNT(CASE WHEN reason IS NULL THEN 1 END) OVER (
        path ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS path_length
FROM decided
WINDOW path AS (PARTITION BY ordinal ORDER BY reason IS NOT NULL, kind = 'code', touch_at NULLS LAST, touch_id)
