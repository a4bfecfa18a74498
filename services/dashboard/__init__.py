"""The dashboard: pages and JSON that read nothing but `analytics.duckdb`."""
