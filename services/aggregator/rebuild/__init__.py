"""Making the tables anew: the models from the bronze, the bronze from the log."""
