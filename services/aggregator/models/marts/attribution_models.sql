-- The attribution models that are computed side by side.
SELECT UNNEST(['first', 'last', 'linear']) AS attribution_model
