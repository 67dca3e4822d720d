"""Taking the steps of a plan: each commit takes the next ones and says how far it came.

A step that is taken twice would be counted twice, so the record of the import is written in
the same commit, at the version it was read: what was cut off goes on where it stopped.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, TypeAlias

from blobs.types import BlobStore
from db_model.commit import Origin, attempted, commit
from db_model.findings.types import Figures
from db_model.findings.update import counted
from db_model.imports.types import Import
from db_model.imports.update import updated as import_updated
from db_model.roots.get import current
from db_model.roots.update import unchanged
from db_model.types import FindingId, VulnerabilityId
from db_model.vulnerabilities.add import added
from db_model.vulnerabilities.get import vulnerabilities
from db_model.vulnerabilities.types import Vulnerability
from db_model.vulnerabilities.update import updated
from imports import plan
from imports.matching.types import OutcomeKind
from imports.roots import tested_root
from imports.rules import sighting_of, step, vulnerability_from
from imports.types import PlannedClosing, PlannedResult
from jobs.types import Run
from store.requests import RequestStore
from store.types import Database, Store, Write
from vulnerabilities.rules import figures_change, figures_sum, seen_again, seen_no_more

Step: TypeAlias = PlannedResult | PlannedClosing

# Writes of a commit that are left for steps: the import, its origin, the fence and the check
# that the root is still tested take four.
ROOM: Final = 95
_A_STEP: Final = 2  # a vulnerability and its history; the figures of its finding come on top


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a run of the job works with: the fence that ends it, and the instant it acts at."""

    store: Store
    blobs: BlobStore
    run: Run
    at: datetime


async def steps(blobs: BlobStore, import_: Import) -> AsyncIterator[Step]:
    """Yield what the plan of ``import_`` does to vulnerabilities, in order."""
    assert import_.plan is not None, "only a plan has steps"
    results = plan.each(blobs, import_.id, PlannedResult, count=import_.plan.results)
    async for result in results:
        if result.changes:
            yield result
    closings = plan.each(blobs, import_.id, PlannedClosing, count=import_.plan.closings)
    async for closing in closings:
        yield closing


async def apply(work: Work, import_: Import) -> Import:
    """Take the steps that are left and return the import after them.

    Raises:
        RootNotActive: the root is not tested any more; what was taken stays taken.
        ChangedMeanwhile: another runner took over, or a person changed the same vulnerability
            again and again; what was taken stays taken.
    """
    taken = 0
    batch: list[Step] = []
    async for each in steps(work.blobs, import_):
        taken += 1
        assert import_.plan is not None, "only a plan has steps"
        if taken <= import_.plan.applied:
            continue
        if not _fits([*batch, each]):
            import_ = await _take(work, import_, tuple(batch))
            batch.clear()
        batch.append(each)
    return await _take(work, import_, tuple(batch)) if batch else import_


def _fits(batch: Sequence[Step]) -> bool:
    """Return whether the writes of ``batch`` are within one commit, whatever it finds."""
    findings = {
        each.finding_id if isinstance(each, PlannedResult) and each.finding_id else index
        for index, each in enumerate(batch)
    }
    return _A_STEP * len(batch) + len(findings) <= ROOM


async def _take(work: Work, import_: Import, batch: tuple[Step, ...]) -> Import:
    assert import_.plan is not None, "only a plan has steps"
    now = replace(
        step(import_, at=work.at),
        plan=replace(import_.plan, applied=import_.plan.applied + len(batch)),
    )

    # One for each commit: it keeps what it reads and writes, and a plan may be long.
    db = RequestStore(work.store)

    async def attempt() -> Import:
        await current(db, import_.group_name, import_.root_id)
        root = await tested_root(db, import_)
        writes = await _writes(db, work, import_, batch)
        await commit(
            db,
            (*writes, *import_updated(import_, now), unchanged(root), work.run.fence),
            origin_of(import_, work.at),
        )
        return now

    return await attempted(attempt)


async def _writes(
    db: Database, work: Work, import_: Import, batch: tuple[Step, ...]
) -> tuple[Write, ...]:
    known = await _known(db, batch)
    writes: list[Write] = []
    changes: dict[FindingId, list[Figures]] = {}
    for each in batch:
        was = known.get(each.vulnerability_id) if each.vulnerability_id else None
        now = _after(each, was, work, import_)
        if now is None:
            continue
        writes.extend(added(now) if was is None else updated(was, now))
        change = figures_change(was.state if was else None, now.state)
        changes.setdefault(now.finding_id, []).append(change)
    for finding_id, parts in changes.items():
        writes.extend(counted(finding_id, figures_sum(tuple(parts))))
    return tuple(writes)


def _after(
    each: Step, was: Vulnerability | None, work: Work, import_: Import
) -> Vulnerability | None:
    if isinstance(each, PlannedResult) and each.outcome is OutcomeKind.CREATED:
        return vulnerability_from(each, import_, at=work.at)
    if was is None:
        return None
    sighting = sighting_of(import_, at=work.at)
    if isinstance(each, PlannedClosing):
        return seen_no_more(was, sighting)
    return seen_again(was, each.detection, each.snippet or None, sighting)


async def _known(db: Database, batch: tuple[Step, ...]) -> dict[VulnerabilityId, Vulnerability]:
    ids = [
        each.vulnerability_id
        for each in batch
        if each.vulnerability_id is not None
        and not (isinstance(each, PlannedResult) and each.outcome is OutcomeKind.CREATED)
    ]
    found = await vulnerabilities(db, ids) if ids else ()
    return {vulnerability.id: vulnerability for vulnerability in found if vulnerability}


def origin_of(import_: Import, at: datetime) -> Origin:
    """Return where the changes of an import come from: whoever asked for it."""
    return Origin(
        principal=import_.requested_by,
        at=at,
        token_id=import_.token_id,
        address=import_.address,
        import_id=import_.id,
    )
