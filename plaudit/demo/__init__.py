"""A made-up campaign, played through the real services and checked against the truth of what was played."""
