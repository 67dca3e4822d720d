"""Pages of lists as connections: edges with a cursor each, and where the page stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, Generic, TypeVar

from ariadne import ObjectType

from api.context import Info
from db_model.paging import Slice
from errors import Invalid

T = TypeVar("T")

MOST: Final = 5000  # elements of a page, where a client asks for all


class FilterUnsupported(Invalid):
    def __init__(self, key: str) -> None:
        super().__init__(f"Exception - The filter is not supported: {key}", key=key)


@dataclass(frozen=True, slots=True)
class PageInfo:
    has_next_page: bool
    end_cursor: str


@dataclass(frozen=True, slots=True)
class Edge(Generic[T]):
    node: T
    place: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Connection(Generic[T]):
    edges: tuple[Edge[T], ...]
    page_info: PageInfo
    total: int | None = None


def connection(page: Slice[T], *, total: int | None = None) -> Connection[T]:
    """Return ``page`` as clients read it."""
    edges = tuple(Edge(node, partial(page.cursor, index)) for index, node in enumerate(page.nodes))
    return Connection(edges, PageInfo(page.more, page.end), total)


def size_of(first: int | None, *, usual: int, most: int) -> int:
    """Return how many a page has: ``null`` is as if nothing were asked for."""
    return min(usual if first is None else first, most)


def unsupported(filters: Mapping[str, object]) -> None:
    """Refuse each filter that is given and that the store cannot answer; blank is not given.

    Raises:
        FilterUnsupported: one is given; the first is named.
    """
    for key, value in filters.items():
        if value not in (None, ""):
            raise FilterUnsupported(key)


def _cursor(edge: Edge[object], _: Info) -> str:
    return edge.place()


VULNERABILITY_EDGE = ObjectType("VulnerabilityEdge")
VULNERABILITY_EDGE.set_field("cursor", _cursor)
AUDIT_ENTRY_EDGE = ObjectType("AuditEntryEdge")
AUDIT_ENTRY_EDGE.set_field("cursor", _cursor)
FINDING_EDGE = ObjectType("FindingEdge")
FINDING_EDGE.set_field("cursor", _cursor)
IMPORT_EDGE = ObjectType("ImportEdge")
IMPORT_EDGE.set_field("cursor", _cursor)
IMPORT_RESULT_EDGE = ObjectType("ImportResultEdge")
IMPORT_RESULT_EDGE.set_field("cursor", _cursor)
IMPORT_CONFLICT_EDGE = ObjectType("ImportConflictEdge")
IMPORT_CONFLICT_EDGE.set_field("cursor", _cursor)
IMPORT_CLOSING_EDGE = ObjectType("ImportClosingEdge")
IMPORT_CLOSING_EDGE.set_field("cursor", _cursor)
IMPORT_KEPT_EDGE = ObjectType("ImportKeptEdge")
IMPORT_KEPT_EDGE.set_field("cursor", _cursor)
