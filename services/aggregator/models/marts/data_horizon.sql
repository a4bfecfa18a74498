-- How far the records reach: everything that depends on "now" is measured from here, never from a wall clock.
SELECT MAX(ce_time) AS as_of
FROM (SELECT ce_time FROM bronze_clicks UNION ALL SELECT ce_time FROM bronze_events) AS records
