"""The findings that an import made, and in which nothing is left once it is undone."""

from db_model.commit import attempted, commit
from db_model.findings.get import current
from db_model.findings.remove import rule_freed
from db_model.findings.types import RemovalReason
from db_model.findings.update import nothing_counted, updated
from db_model.imports.types import Import
from db_model.types import FindingId
from findings.rules.changes import removed
from imports.apply import Work
from imports.rollback.effects import made_by
from imports.rollback.rules import is_untouched, rollback_of, rollback_origin
from store.requests import RequestStore
from store.types import Write


async def remove_emptied(work: Work, import_: Import) -> None:
    """Remove the findings that ``import_`` made, if nobody touched them; a commit each."""
    for id_ in await _findings_of(work, import_):
        await _remove_finding(work, import_, id_)


async def _findings_of(work: Work, import_: Import) -> tuple[FindingId, ...]:
    """Return the findings in which the import made something."""
    found: dict[FindingId, None] = {}
    async for each in made_by(work, import_):
        if each.finding_id is not None:
            found[each.finding_id] = None
    return tuple(found)


async def _remove_finding(work: Work, import_: Import, id_: FindingId) -> None:
    db = RequestStore(work.store)

    async def attempt() -> None:
        was = await current(db, id_)
        if was is None or not is_untouched(was, import_):
            return
        empty = await nothing_counted(db, id_)
        if empty is None:
            return
        by = rollback_of(import_).requested_by
        now = removed(was, RemovalReason.ROLLED_BACK, by=by, at=work.at)
        freed = await rule_freed(db, was)
        writes: tuple[Write, ...] = (*updated(was, now), *freed, empty, work.run.fence)
        await commit(db, writes, rollback_origin(import_, work.at))

    await attempted(attempt)
