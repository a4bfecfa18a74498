"""From the log's records to the rows of the bronze tables, each record once."""
