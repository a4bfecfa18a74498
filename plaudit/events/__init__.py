"""The event types: the run-time truth that `schemas/` is generated from."""
