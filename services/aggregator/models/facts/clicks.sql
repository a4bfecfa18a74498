-- Every request of a link with its final class.
SELECT
    click_id,
    clicked_at,
    request_class AS click_class,
    class_reason,
    CAST(NULL AS BOOLEAN) AS is_unique,
    slug, link_id, campaign_id, creator_id, post_id, sub_id,
    utm_source, utm_medium, utm_campaign, utm_content,
    device, os, in_app, referrer_host
FROM bronze_clicks
WHERE reject_reason IS NULL
