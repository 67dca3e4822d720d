"""Where the root fields of queries are bound."""

from ariadne import QueryType

QUERY = QueryType()
