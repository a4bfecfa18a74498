-- The click ids that every order carries: the union over all its deliveries, each id once.
SELECT
    store,
    order_id,
    click.click_id AS click_id,
    STRING_AGG(DISTINCT click.found_in, ', ' ORDER BY click.found_in) AS found_in,
    MIN(COALESCE(click.position, 0)) AS position
FROM (SELECT store, order_id, UNNEST(clicks) AS click FROM order_facts) AS carried
GROUP BY store, order_id, click.click_id
