"""The search on OpenSearch, for many machines; ids only, no plug-in is needed."""

from search.opensearch.config import ClusterConfig
from search.opensearch.index import open_search

__all__ = ["ClusterConfig", "open_search"]
