"""The bronze: two append-only Delta tables that hold every record of the log exactly once."""
