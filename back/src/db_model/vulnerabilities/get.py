"""Reads of vulnerabilities."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from db_model.codec import decode, maybe
from db_model.keys import history_prefix
from db_model.paging import Judge, Slice, everything, sliced
from db_model.types import FindingId, GroupName, RootId, VulnerabilityId
from db_model.vulnerabilities import keys
from db_model.vulnerabilities.types import (
    Vulnerability,
    VulnerabilityState,
    VulnerabilityStatus,
)
from store.types import Database, Index, Item, Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which part of a list: at most ``first`` after the cursor ``after``."""

    first: int
    after: str | None = None
    status: VulnerabilityStatus | None = None


async def vulnerabilities(
    db: Database, ids: Sequence[VulnerabilityId]
) -> tuple[Vulnerability | None, ...]:
    """Return one vulnerability an id, in order."""
    items = await db.get([keys.main(id_) for id_ in ids])
    return tuple(maybe(Vulnerability, item) for item in items)


async def vulnerability(db: Database, id_: VulnerabilityId) -> Vulnerability | None:
    return (await vulnerabilities(db, [id_]))[0]


async def states(
    db: Database, id_: VulnerabilityId, *, strong: bool = False
) -> tuple[VulnerabilityState, ...]:
    """Return every state that a vulnerability was in, the first first: one query a thousand."""
    query = Query(pk=keys.main(id_).pk, prefix=history_prefix("state"), limit=1000, strong=strong)
    return tuple(decode(VulnerabilityState, item) for item in await everything(db, query))


async def live_of_finding(db: Database, id_: FindingId, window: Window) -> Slice[Vulnerability]:
    """Return a page of the released, not zero-risk vulnerabilities of a finding: one query."""
    return await _of_finding(db, id_, keys.LIVE, window)


async def drafts_of_finding(db: Database, id_: FindingId, window: Window) -> Slice[Vulnerability]:
    """Return a page of those of a finding that were submitted or rejected: one query."""
    return await _of_finding(db, id_, keys.DRAFT, window)


async def zero_risk_of_finding(
    db: Database, id_: FindingId, window: Window
) -> Slice[Vulnerability]:
    """Return a page of those of a finding that are, or may be, no risk: one query."""
    return await _of_finding(db, id_, keys.ZERO, window)


async def live_of_group(
    db: Database, name: GroupName, window: Window, judge: Judge[Vulnerability]
) -> Slice[Vulnerability]:
    """Return a page of those of a group: one query, and one get where the index has keys only.

    The list has those of removed findings, too, until a job has removed them: ``judge`` says.
    """
    return await _of_group(db, name, keys.LIVE, window, judge)


async def drafts_of_group(
    db: Database, name: GroupName, window: Window, judge: Judge[Vulnerability]
) -> Slice[Vulnerability]:
    """Return a page of those of a group that were submitted or rejected, as ``live_of_group``."""
    return await _of_group(db, name, keys.DRAFT, window, judge)


async def all_of_root(db: Database, id_: RootId) -> AsyncIterator[Vulnerability]:
    """Yield every vulnerability ever seen in a root: one query a thousand, for jobs."""
    query = Query(pk=keys.of_root(id_), index=Index.G2, prefix="VUL#", limit=1000)
    while True:
        page = await db.query(query)
        for item in page.items:
            yield decode(Vulnerability, item)
        if page.next is None:
            return
        query = replace(query, after=page.next)


async def _of_finding(
    db: Database, id_: FindingId, visibility: str, window: Window
) -> Slice[Vulnerability]:
    prefix = keys.prefix(visibility, status=window.status)
    query = Query(pk=keys.of_finding(id_), index=Index.G1, prefix=prefix)
    return await sliced(db, query, _read, first=window.first, after=window.after)


async def _of_group(
    db: Database,
    name: GroupName,
    visibility: str,
    window: Window,
    judge: Judge[Vulnerability],
) -> Slice[Vulnerability]:
    prefix = keys.prefix(visibility, status=window.status)
    query = Query(pk=keys.of_group(name), index=Index.G3, prefix=prefix)
    return await sliced(db, query, _read, first=window.first, after=window.after, judge=judge)


def _read(item: Item) -> Vulnerability:
    return decode(Vulnerability, item)
