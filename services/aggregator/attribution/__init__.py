"""Who earns an order: pure rules, the oracle of the SQL models and the voice of `plaudit explain`."""
