"""The registry over HTTP, on a private port: a process of its own that shares only data with the redirect."""
