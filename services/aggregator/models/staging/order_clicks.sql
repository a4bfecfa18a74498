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
    SELECT click_id, clicked_at, click_class, double_of, link_id, campaign_id, creator_id
    FROM clicks
    WHERE click_id IN (SELECT click_id FROM wanted)
),
undoubled AS (
    SELECT
        carried_clicks.store,
        carried_clicks.order_id,
        carried_clicks.found_in,
        carried_clicks.click_id AS carried_click_id,
        named.click_class AS carried_class,
        COALESCE(named.double_of, carried_clicks.click_id) AS click_id
    FROM carried_clicks
    LEFT JOIN known AS named ON named.click_id = carried_clicks.click_id
),
placed AS (
    SELECT undoubled.*, known.click_class, known.clicked_at, known.link_id
    FROM undoubled
    LEFT JOIN known ON known.click_id = undoubled.click_id
),
followed AS (
    SELECT
        prefetches.store,
        prefetches.order_id,
        prefetches.click_id,
        MIN_BY(visits.click_id, (visits.clicked_at, visits.click_id)) AS visit_click_id
    FROM placed AS prefetches
    JOIN placed AS visits
        ON visits.store = prefetches.store
        AND visits.order_id = prefetches.order_id
        AND visits.link_id = prefetches.link_id
        AND visits.clicked_at >= prefetches.clicked_at
        AND visits.clicked_at <= prefetches.clicked_at + INTERVAL 10 SECOND
    WHERE prefetches.click_class = 'prefetch' AND visits.click_class = 'human'
    GROUP BY prefetches.store, prefetches.order_id, prefetches.click_id
),
resolved AS (
    SELECT placed.*, COALESCE(followed.visit_click_id, placed.click_id) AS standing_click_id
    FROM placed
    LEFT JOIN followed
        ON followed.store = placed.store
        AND followed.order_id = placed.order_id
        AND followed.click_id = placed.click_id
),
once AS (
    SELECT
        *,
        ROW_NUMBER() OVER (
            PARTITION BY store, order_id, standing_click_id
            ORDER BY carried_click_id <> standing_click_id, carried_click_id
        ) AS place
    FROM resolved
)
SELECT
    once.store,
    once.order_id,
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
