"""What makes an entity searchable: a value in ``db_model/<entity>/search.py``."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from search.types import Doc, IndexSchema
from store.types import Database, Item, Query

_COMPONENTS = 3
# How far ahead of this machine's clock another's may have been.
_AHEAD_MS = 86_400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How documents of an index come to be.

    ``touched`` names the documents that an item, as it is or was, has a part in, and
    ``documents`` makes them from what the store has now: each id gets one, gone where the
    entity is.  ``members`` lists those of which an item is a part: where it changes, a job makes
    them anew, also where they say the same, as their versions are sums.
    """

    schema: IndexSchema
    touched: Callable[[Item], Iterable[str]]
    documents: Callable[[Database, Sequence[str], int], Awaitable[Sequence[Doc]]]
    members: Callable[[Item], Query | None] = lambda _: None


def tombstone(id_: str, *, now_ms: int) -> Doc:
    """Return the document of what is stored no more, later than any that it had.

    A document's version is the sum of those of the items it is made of, at most three, since
    each of these only grows.
    """
    return Doc(id_, _COMPONENTS * (now_ms + _AHEAD_MS), {}, gone=True)
