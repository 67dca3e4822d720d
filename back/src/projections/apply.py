"""Writing documents to an index, all or a failure that says which cannot be."""

from collections.abc import Sequence
from typing import Final

from db_model.views import View
from projections.errors import DocumentRefused
from search.types import Doc, Rejected, SearchIndex

_AT_ONCE: Final = 500


async def apply(
    index: SearchIndex, view: View, docs: Sequence[Doc], *, only: str | None = None
) -> None:
    """Write ``docs`` to the index of ``view``, or to that generation of it.

    What is superseded was written by somebody else.

    Raises:
        DocumentRefused: the engine refuses a document; the others are written.
        SearchUnavailable: the engine does not answer, or the index is not begun.
    """
    name = view.schema.name
    for first in range(0, len(docs), _AT_ONCE):
        some = docs[first : first + _AT_ONCE]
        for doc, outcome in zip(some, await index.apply(name, some, only=only), strict=True):
            if isinstance(outcome, Rejected):
                raise DocumentRefused(name, doc.id, outcome.reason)
