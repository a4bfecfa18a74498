-- Every request of a link with its final class: what the request showed, then the windows of click and visitor.
SELECT
    clicks.click_id,
    clicks.clicked_at,
    CASE WHEN marks.double_of IS NULL THEN clicks.request_class ELSE 'double' END AS click_class,
    CASE WHEN marks.double_of IS NULL THEN clicks.class_reason ELSE 'second_click_within_10s' END AS class_reason,
    CASE
        WHEN clicks.visitor_key IS NULL THEN NULL
        WHEN clicks.request_class <> 'human' OR marks.double_of IS NOT NULL THEN FALSE
        ELSE NOT COALESCE(marks.is_repeat, FALSE)
    END AS is_unique,
    marks.double_of,
    clicks.slug,
    clicks.link_id,
    clicks.campaign_id,
    clicks.creator_id,
    clicks.post_id,
    clicks.sub_id,
    clicks.utm_source,
    clicks.utm_medium,
    clicks.utm_campaign,
    clicks.utm_term,
    clicks.utm_content,
    clicks.device,
    clicks.os,
    clicks.browser,
    clicks.in_app,
    clicks.referrer_host,
    clicks.country,
    clicks.classifier
FROM bronze_clicks AS clicks
LEFT JOIN click_marks AS marks ON marks.click_id = clicks.click_id
WHERE clicks.reject_reason IS NULL
