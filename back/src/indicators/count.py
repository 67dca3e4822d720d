"""Counting documents: each once, however often and in whatever order they come.

What a document adds is kept beside the sums, in the commit that adds it, with the version of the
document.  So the sums are those of what is kept, always; and a document that was counted, or one
that is older, changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Final, TypeAlias

from db_model.groups.get import groups
from db_model.groups.keys import main as group_key
from db_model.types import GroupName
from indicators.days import LATEST
from indicators.items import (
    addition,
    addition_on,
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
from store.types import Absent, Add, AtVersion, Cancelled, Database, Item, Put, Store, Write

MOST: Final = 96  # writes of one commit: one a document, and one a scope or day that it changes
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

    What they add is put on the day, in UTC, on which they were changed, or on that of ``at``
    where nobody knows.  Two gets and a commit for nearly a hundred, where they are of few roots
    and findings.

    Raises:
        Contention: somebody else counts the same; nothing of the chunk was counted.
    """
    if name not in COUNTED or not docs:
        return
    added = await contributions(store, name, docs)
    for chunk in _chunks(zip(docs, added, strict=True), at=at):
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
        group.name: group.organization_id for group in await groups(db, names) if group is not None
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
    counted: Iterable[tuple[Doc, Contribution]], *, at: datetime
) -> Iterator[Sequence[tuple[Doc, Contribution]]]:
    """Yield ``counted`` in parts whose writes fit one commit."""
    chunk: list[tuple[Doc, Contribution]] = []
    sums: set[tuple[object, ...]] = set()
    for doc, contribution in counted:
        more = set(_sums_of(doc, at))
        if len(chunk) + 1 + len(sums | more) > MOST:
            yield chunk
            chunk, sums = [], set()
        chunk.append((doc, contribution))
        sums |= more
    if chunk:
        yield chunk


def _sums_of(doc: Doc, at: datetime) -> Iterator[tuple[object, ...]]:
    """Yield what stands for each of the sums that a document may ever have added to.

    It stays in its root, finding and group; of one that is gone nobody says which these were.
    """
    for name in ("root_id", "finding_id", "group_name"):
        if doc.gone or name in doc.fields:
            yield name, doc.fields.get(name, doc.id)
    group = doc.fields.get("group_name", doc.id)
    yield from (("organization", group), ("group", group, _day(doc, at)))
    yield ("organization", group, _day(doc, at))


def _writes(
    index: str, newer: Sequence[tuple[Doc, Contribution, Item | None]], *, at: datetime
) -> list[Write]:
    writes: list[Write] = []
    changes: dict[date, list[Contribution]] = {}
    for doc, contribution, before in newer:
        change = differences(contribution_from(before), contribution)
        changes.setdefault(_day(doc, at), []).append(change)
        item = contribution_item(
            contribution_key(index, doc.id),
            contribution,
            version=version_of(doc),
            gone_s=milliseconds(at) // 1000 if doc.gone else None,
        )
        writes.append(Put(item, AtVersion(before.version) if before else Absent()))
    return [*writes, *_sums({day: total(each) for day, each in changes.items()})]


def _day(doc: Doc, at: datetime) -> date:
    if doc.changed_ms is None:
        return at.date()
    return max(datetime.fromtimestamp(doc.changed_ms / 1000, UTC), at - LATEST).date()


def _sums(changes: Mapping[date, Contribution]) -> Iterator[Add]:
    """Yield what adds to the sums, and to the days of the scopes that have such."""
    for scope, deltas in total(changes.values()).items():
        yield addition(scope, deltas)
    for day, of_day in changes.items():
        yield from (addition_on(day, scope, it) for scope, it in of_day.items() if is_dated(scope))
