"""From the event log to the tables that people read: loader, models, publisher."""
