"""The redirect: from a request for a slug to a durable click and a 302, without a framework."""
