-- Every second click of a double-click with the click that it doubles. From the first click of a cluster one hops from
-- counted click to counted click; the length of all hops doubles each round, so a flood takes few rounds.
WITH RECURSIVE crowds AS (
    SELECT * FROM close_clicks WHERE cluster_size > 1
),
hops AS (
    SELECT place, next_place, place = cluster AS counts
    FROM crowds
    WHERE cluster_size > 2
    UNION ALL
    SELECT here.place, beyond.next_place, here.counts OR reached.next_place IS NOT NULL
    FROM hops AS here
    LEFT JOIN hops AS beyond ON beyond.place = here.next_place
    LEFT JOIN (
        SELECT next_place FROM hops WHERE counts AND next_place IS NOT NULL
    ) AS reached ON reached.next_place = here.place
    WHERE EXISTS (SELECT 1 FROM hops AS open WHERE open.counts AND open.next_place IS NOT NULL)
),
counted AS (
    SELECT DISTINCT place FROM hops WHERE counts
),
judged AS (
    SELECT
        crowds.click_id,
        crowds.place,
        MAX(CASE WHEN counted.place IS NOT NULL OR crowds.place = crowds.cluster THEN crowds.place END) OVER (
            PARTITION BY crowds.cluster ORDER BY crowds.place ROWS UNBOUNDED PRECEDING
        ) AS counted_place
    FROM crowds
    LEFT JOIN counted ON counted.place = crowds.place
)
SELECT judged.click_id, original.click_id AS double_of
FROM judged
JOIN crowds AS original ON original.place = judged.counted_place
WHERE judged.place <> judged.counted_place
