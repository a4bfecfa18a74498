-- Every spelling of a code and what it is compared by: trimmed and case-folded as Unicode says, nothing more.
WITH spellings AS (
    SELECT used.code AS code FROM (SELECT UNNEST(codes) AS used FROM current_orders) AS uses
    UNION
    SELECT code FROM codes
),
bare_spellings AS (
    SELECT
        code,
        REGEXP_REPLACE(
            code,
            '^[\p{Z}\x{09}-\x{0D}\x{1C}-\x{1F}\x{85}]+|[\p{Z}\x{09}-\x{0D}\x{1C}-\x{1F}\x{85}]+$', '', 'g'
        ) AS bare
    FROM spellings
),
letters AS (
    SELECT code, bare, UNNEST(RANGE(1, LENGTH(bare) + 1)) AS place
    FROM bare_spellings
    WHERE NOT REGEXP_FULL_MATCH(bare, '[ -~]*')
)
SELECT code, LOWER(bare) AS folded
FROM bare_spellings
WHERE REGEXP_FULL_MATCH(bare, '[ -~]*')
UNION ALL
SELECT
    letters.code,
    STRING_AGG(COALESCE(case_folds.folded, SUBSTRING(letters.bare, letters.place, 1)), '' ORDER BY letters.place)
FROM letters
LEFT JOIN case_folds ON case_folds.letter = SUBSTRING(letters.bare, letters.place, 1)
GROUP BY letters.code
