-- Every campaign and creator that have something to do with each other: terms, a link, a code, a post, clicks, costs or credit.
SELECT campaign_id, creator_id FROM agreements
UNION
SELECT campaign_id, creator_id FROM links
UNION
SELECT campaign_id, creator_id FROM codes
UNION
SELECT campaign_id, creator_id FROM posts
UNION
SELECT campaign_id, creator_id FROM click_counts
UNION
SELECT campaign_id, creator_id FROM costs
UNION
SELECT campaign_id, creator_id FROM credit_values WHERE creator_id IS NOT NULL
