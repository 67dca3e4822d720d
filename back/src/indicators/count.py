"""Counting documents: each once, however often and in whatever order they come.

What a document adds is kept beside the sums, in the commit that adds it, with the version of the
document.  So the sums are those of what is kept, always; and a document that was counted, or one
that is older, changes nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias

from db_model.views import View
from indicators.items import (
    addition,
    contribution_from,
    contribution_item,
    contribution_key,
    counters_key,
)
from indicators.rules import differences, of_finding, of_vulnerability, total
from indicators.types import Contribution
from search.types import Doc
from store.errors import Contention
from store.types import Absent, AtVersion, Cancelled, Database, Item, Put, Store, Write

MOST: Final = 96  # writes of one commit: one a document, and one a scope that it changes

_Counted: TypeAlias = Callable[[Doc], Contribution]
COUNTED: Final[Mapping[str, _Counted]] = MappingProxyType(
    {"findings": of_finding, "vulnerabilities": of_vulnerability}
)


async def count(store: Store, view: View, docs: Sequence[Doc], *, now_s: int) -> None:
    """Count ``docs``, whose ids differ, in place of what was counted of them.

    A get and a commit for nearly a hundred, where they are of few roots.

    Raises:
        Contention: somebody else counts the same; nothing of the chunk was counted.
    """
    counted = COUNTED.get(view.schema.name)
    if counted is None:
        return
    for chunk in _chunks(docs, counted):
        keys = [contribution_key(view.schema.name, doc.id) for doc in chunk]
        found = await store.get(keys, strong=True)
        newer = [
            (doc, item)
            for doc, item in zip(chunk, found, strict=True)
            if item is None or item.version < doc.version
        ]
        writes = _writes(view.schema.name, newer, counted, now_s=now_s)
        if writes and isinstance(await store.commit(writes), Cancelled):
            raise Contention


async def counters(db: Database, scopes: Sequence[str]) -> tuple[Mapping[str, int], ...]:
    """Return the sums of each scope, in order: one get a hundred."""
    items = await db.get([counters_key(scope) for scope in scopes])
    return tuple(dict(item.counters) if item else {} for item in items)


def _chunks(docs: Sequence[Doc], counted: _Counted) -> Iterator[Sequence[Doc]]:
    """Yield ``docs`` in parts whose writes fit one commit.

    A document stays in its root and group; of one that is gone nobody says which these were.
    """
    chunk: list[Doc] = []
    scopes: set[str] = set()
    for doc in docs:
        more = {f"{doc.id}/root", f"{doc.id}/group"} if doc.gone else set(counted(doc))
        if len(chunk) + 1 + len(scopes | more) > MOST:
            yield chunk
            chunk, scopes = [], set()
        chunk.append(doc)
        scopes |= more
    if chunk:
        yield chunk


def _writes(
    index: str, newer: Sequence[tuple[Doc, Item | None]], counted: _Counted, *, now_s: int
) -> list[Write]:
    writes: list[Write] = []
    changes: list[Contribution] = []
    for doc, before in newer:
        contribution = counted(doc)
        changes.append(differences(contribution_from(before), contribution))
        item = contribution_item(
            contribution_key(index, doc.id),
            contribution,
            version=doc.version,
            gone_s=now_s if doc.gone else None,
        )
        writes.append(Put(item, AtVersion(before.version) if before else Absent()))
    return [*writes, *(addition(scope, deltas) for scope, deltas in total(changes).items())]
