"""Running the services of one machine: start, watch, restart with back-off, stop in order."""
