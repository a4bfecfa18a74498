"""The models: one SQL file a table, in the order of the catalogue."""
