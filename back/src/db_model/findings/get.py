"""Reads of findings and of their figures."""

from collections.abc import Sequence
from typing import Final

from db_model.codec import decode, maybe
from db_model.findings import keys
from db_model.findings.types import DetectedBy, Figures, Finding
from db_model.groups.keys import main as group_key
from db_model.paging import everything
from db_model.types import FindingId, GroupName
from store.types import Database, Index, Item, Query

_NONE: Final = Figures()


async def findings(db: Database, ids: Sequence[FindingId]) -> tuple[Finding | None, ...]:
    """Return one finding an id, in order."""
    return tuple(maybe(Finding, item) for item in await db.get([keys.main(id_) for id_ in ids]))


async def finding(db: Database, id_: FindingId) -> Finding | None:
    return (await findings(db, [id_]))[0]


async def current(db: Database, id_: FindingId) -> Finding | None:
    """Return a finding as it stands at this moment: a strong get."""
    (item,) = await db.get([keys.main(id_)], strong=True)
    return maybe(Finding, item)


async def figures(db: Database, ids: Sequence[FindingId]) -> tuple[Figures, ...]:
    """Return the figures of each finding, in order; zeros where it has none yet."""
    return tuple(_figures(item) for item in await db.get([keys.figures(id_) for id_ in ids]))


async def of_group(db: Database, group: GroupName) -> tuple[Finding, ...]:
    """Return the live findings of a group: one query a thousand."""
    return await _of_group(db, group, keys.LIVE)


async def gone_of_group(db: Database, group: GroupName) -> tuple[Finding, ...]:
    """Return the findings of a group that were removed: one query a thousand."""
    return await _of_group(db, group, keys.GONE)


async def ids_by_rule(
    db: Database, group: GroupName, rules: Sequence[DetectedBy]
) -> tuple[FindingId | None, ...]:
    """Return the finding that stands for each rule in the group, in order."""
    guards = await db.get([keys.rule(group, rule) for rule in rules])
    return tuple(None if guard is None else FindingId(guard.body.decode()) for guard in guards)


async def _of_group(db: Database, group: GroupName, prefix: str) -> tuple[Finding, ...]:
    query = Query(pk=group_key(group).pk, index=Index.G1, prefix=prefix, limit=1000)
    return tuple(decode(Finding, item) for item in await everything(db, query))


def _figures(item: Item | None) -> Figures:
    return _NONE if item is None else Figures(**dict(item.counters))
