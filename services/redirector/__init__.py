"""The redirector: the public redirect, and the registry's API on a port of its own."""
