-- The clicks that every order carries, each once, after a double stands for the click it doubles and a prefetch for the
-- human click of the same link that followed within 10 s on the same order.
WITH wanted AS (
    SELECT click_id FROM carried_clicks
    UNION
    SELECT double_clicks.double_of
    FROM double_clicks
    JOIN carried_clicks ON carried_clicks.click_id = double_clicks.click_id
),
known AS (
    SELECT
        clicks.click_id,
        clicks.clicked_at,
        CASE WHEN double_clicks.double_of IS NULL THEN clicks.request_class ELSE 'double' END AS click_class,
        double_clicks.double_of,
        clicks.link_id,
        clicks.campaign_id,
        clicks.creator_id
    FROM bronze_clicks AS clicks
    LEFT JOIN double_clicks ON double_clicks.click_id = clicks.click_id
    WHERE clicks.reject_reason IS NULL AND clicks.click_id IN (SELECT click_id FROM wanted)
),
undoubled AS (
    SELECT
        carried_clicks.ordinal,
        carried_clicks.found_in,
        carried_clicks.click_id AS carried_click_id,
        named.click_class AS carried_class,
        COALESCE(named.double_of, carried_clicks.click_id) AS click_id
    FROM carried_clicks
    LEFT JOIN known AS named ON named.click_id = carried_clicks.click_id
),
visits AS (
    SELECT undoubled.ordinal, undoubled.click_id, known.click_class, known.clicked_at, known.link_id
    FROM undoubled
    JOIN known ON known.click_id = undoubled.click_id
    WHERE known.click_class IN ('human', 'prefetch')
),
followed AS (
    SELECT
        prefetches.ordinal,
        prefetches.click_id,
        MIN_BY(visits.click_id, (visits.clicked_at, visits.click_id)) AS visit_click_id
    FROM visits AS prefetches
    JOIN visits
        ON visits.ordinal = prefetches.ordinal
        AND visits.link_id = prefetches.link_id
        AND visits.clicked_at >= prefetches.clicked_at
        AND visits.clicked_at <= prefetches.clicked_at + INTERVAL 10 SECOND
    WHERE prefetches.click_class = 'prefetch' AND visits.click_class = 'human'
    GROUP BY prefetches.ordinal, prefetches.click_id
),
once AS (
    SELECT
        undoubled.*,
        COALESCE(followed.visit_click_id, undoubled.click_id) AS standing_click_id,
        ROW_NUMBER() OVER (
            PARTITION BY undoubled.ordinal, COALESCE(followed.visit_click_id, undoubled.click_id)
            ORDER BY
                undoubled.carried_click_id <> COALESCE(followed.visit_click_id, undoubled.click_id),
                undoubled.carried_click_id
        ) AS place
    FROM undoubled
    LEFT JOIN followed ON followed.ordinal = undoubled.ordinal AND followed.click_id = undoubled.click_id
)
SELECT
    once.ordinal,
    once.standing_click_id AS click_id,
    once.carried_click_id,
    once.carried_class,
    once.found_in,
    known.click_class,
    known.clicked_at,
    known.link_id,
    known.campaign_id,
    known.creator_id
FROM once
LEFT JOIN known ON known.click_id = once.standing_click_id
WHERE once.place = 1
