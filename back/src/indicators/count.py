"""Counting documents: each once, however often and in whatever order they come.

What a document adds is kept beside the sums, in the commit that adds it, with the version of the
document.  So the sums are those of what is kept, always; and a document that was counted, or one
that is older, changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Final, TypeAlias

from db_model.groups.get import groups
from db_model.groups.keys import main as group_key
from db_model.types import GroupName
from indicators.items import (
    additions,
    contribution_from,
    contribution_item,
    contribution_key,
    counters_key,
)
from indicators.rules import differences, is_dated, of_finding, of_vulnerability, total
from indicators.types import Contribution
from kit.time import milliseconds
from search.types import Doc
from store.errors import Contention
from store.requests import RequestStore
from store.types import Absent, AtVersion, Cancelled, Database, Item, Put, Store, Write

MOST: Final = 96  # writes of one commit: one a document, and one or two a scope that it changes
# Of the rules by which things are counted: to be raised when they change, up to 999.  The next
# start then counts everything anew.
REVISION: Final = 1
_REVISIONS: Final = 1000

_Counted: TypeAlias = Callable[[Doc, str | None], Contribution]
COUNTED: Final[Mapping[str, _Counted]] = MappingProxyType(
    {"findings": of_finding, "vulnerabilities": of_vulnerability}
)


async def count(store: Store, name: str, docs: Sequence[Doc], *, at: datetime) -> None:
    """Count ``docs`` of the index ``name``, whose ids differ, in place of what was counted of them.

    What they add is put on the day of ``at``, in UTC.  Two gets and a commit for nearly a
    hundred, where they are of few roots and findings.

    Raises:
        Contention: somebody else counts the same; nothing of the chunk was counted.
    """
    if name not in COUNTED or not docs:
        return
    added = await contributions(store, name, docs)
    for chunk in _chunks(list(zip(docs, added, strict=True))):
        keys = [contribution_key(name, doc.id) for doc, _ in chunk]
        found = await store.get(keys, strong=True)
        newer = [
            (doc, contribution, item)
            for (doc, contribution), item in zip(chunk, found, strict=True)
            if item is None or item.version < version_of(doc)
        ]
        writes = _writes(name, newer, at=at)
        if writes and isinstance(await store.commit(writes), Cancelled):
            raise Contention


async def contributions(store: Store, name: str, docs: Sequence[Doc]) -> tuple[Contribution, ...]:
    """Return what each of ``docs`` adds, in order: a strong get a hundred groups.

    A group belongs to one organization for good, so that nothing else changes for its documents.
    """
    names = sorted({GroupName(str(doc.fields["group_name"])) for doc in docs if not doc.gone})
    db = RequestStore(store)
    await db.get([group_key(each) for each in names], strong=True)
    organizations = {
        group.name: group.organization_id
        for group in await groups(db, names)
        if group is not None
    }
    return tuple(
        COUNTED[name](doc, organizations.get(GroupName(str(doc.fields.get("group_name")))))
        for doc in docs
    )


def version_of(doc: Doc) -> int:
    """Return the version of what is counted of ``doc``: also newer where the rules are."""
    return doc.version * _REVISIONS + REVISION


async def counters(db: Database, scopes: Sequence[str]) -> tuple[Mapping[str, int], ...]:
    """Return the sums of each scope, in order: one get a hundred."""
    items = await db.get([counters_key(scope) for scope in scopes])
    return tuple(dict(item.counters) if item else {} for item in items)


def _chunks(
    counted: Iterable[tuple[Doc, Contribution]],
) -> Iterator[Sequence[tuple[Doc, Contribution]]]:
    """Yield ``counted`` in parts whose writes fit one commit.

    A document stays in its root, finding and group; of one that is gone nobody says which these
    were.
    """
    chunk: list[tuple[Doc, Contribution]] = []
    scopes: set[str] = set()
    for doc, contribution in counted:
        more = _scopes_once(doc) if doc.gone else set(contribution)
        if len(chunk) + 1 + _additions(scopes | more) > MOST:
            yield chunk
            chunk, scopes = [], set()
        chunk.append((doc, contribution))
        scopes |= more
    if chunk:
        yield chunk


def _scopes_once(doc: Doc) -> set[str]:
    return {f"{kind}{doc.id}" for kind in ("ROOT#", "FINDING#", "GRP#", "ORG#")}


def _additions(scopes: Iterable[str]) -> int:
    return sum(2 if is_dated(scope) else 1 for scope in scopes)


def _writes(
    index: str, newer: Sequence[tuple[Doc, Contribution, Item | None]], *, at: datetime
) -> list[Write]:
    writes: list[Write] = []
    changes: list[Contribution] = []
    for doc, contribution, before in newer:
        changes.append(differences(contribution_from(before), contribution))
        item = contribution_item(
            contribution_key(index, doc.id),
            contribution,
            version=version_of(doc),
            gone_s=milliseconds(at) // 1000 if doc.gone else None,
        )
        writes.append(Put(item, AtVersion(before.version) if before else Absent()))
    return [*writes, *_sums(total(changes), on=at.date())]


def _sums(changes: Contribution, *, on: date) -> Iterator[Write]:
    for scope, deltas in changes.items():
        yield from additions(scope, deltas, on=on)
