"""Keys, sealed bytes, keyed identities, signatures and the limits of what comes from outside."""
