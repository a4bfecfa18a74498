"""The numbers of the pages as JSON or CSV."""
