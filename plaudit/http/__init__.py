"""What every HTTP service answers alike: problem documents, Bearer tokens, health, metrics."""
