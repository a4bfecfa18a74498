"""The event log: origins that are written once, read after a position, and released when consumed."""
