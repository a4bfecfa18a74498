"""Ingest: signed deliveries of shops and imports of managers become durable events, and nothing is kept here."""
