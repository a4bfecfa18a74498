"""Imports: what a manager uploads becomes the same events that deliveries do, all rows of a file or none."""
