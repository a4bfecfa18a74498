-- How far the records reach: everything that depends on "now" is measured from here, never from a wall clock.
SELECT MAX(happened_at) AS as_of
FROM (
    SELECT last_clicked_at AS happened_at FROM click_counts
    UNION ALL
    SELECT ce_time FROM bronze_events
) AS records
