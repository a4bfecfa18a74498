"""Records that the log should hold and does not: finding them, and accepting their loss."""
