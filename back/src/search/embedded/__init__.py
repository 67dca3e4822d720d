"""The search on SQLite: one file beside the store's, for one machine."""

from search.embedded.index import open_search

__all__ = ["open_search"]
