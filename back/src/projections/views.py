"""What can be searched for: each entity's own description of its documents."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from db_model.findings.search import VIEW as FINDINGS
from db_model.roots.search import VIEW as ROOTS
from db_model.views import View
from db_model.vulnerabilities.search import VIEW as VULNERABILITIES
from errors import Invalid
from search.types import Doc, IndexSchema
from store.requests import RequestStore
from store.types import Database, Item

VIEWS: Final[Mapping[str, View]] = MappingProxyType(
    {view.schema.name: view for view in (FINDINGS, ROOTS, VULNERABILITIES)}
)
SCHEMAS: Final[Sequence[IndexSchema]] = tuple(view.schema for view in VIEWS.values())


class NoSuchIndex(Invalid):
    def __init__(self, name: str) -> None:
        super().__init__(f"There is no index {name}; there are {', '.join(sorted(VIEWS))}")


def view_of(name: str) -> View:
    """Return the view that makes the index of that name.

    Raises:
        NoSuchIndex: there is none.
    """
    view = VIEWS.get(name)
    if view is None:
        raise NoSuchIndex(name)
    return view


async def documents(
    store: Database, view: View, images: Iterable[Item], *, now_ms: int
) -> Sequence[Doc]:
    """Return the documents that ``images`` have a part in, each once, as the store has them."""
    ids = tuple(dict.fromkeys(id_ for image in images for id_ in view.touched(image)))
    return await documents_of(store, view, ids, now_ms=now_ms)


async def documents_of(
    store: Database, view: View, ids: Sequence[str], *, now_ms: int
) -> Sequence[Doc]:
    """Return the documents of ``ids``, in order, as the store has them."""
    return await view.documents(RequestStore(store), ids, now_ms) if ids else ()
