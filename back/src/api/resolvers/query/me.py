"""The caller."""

from api.context import Info
from api.resolvers.query.schema import QUERY
from authz.access import Access


@QUERY.field("me")
def resolve(_: None, info: Info, *, caller_origin: str | None = None) -> Access:
    del caller_origin  # once told who called, for statistics
    return info.context.caller
