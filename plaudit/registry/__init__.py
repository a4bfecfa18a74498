"""Campaigns, creators, agreements, links, codes, posts, stores, tokens: what the rest of Plaudit refers to."""

from plaudit.registry.registry import Registry, open_registry

__all__ = ["Registry", "open_registry"]
