"""The four Plaudit services; each stands on `plaudit` and knows no other service."""
