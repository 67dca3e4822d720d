"""Taking the steps of a plan: each commit takes the next ones and says how far it came.

A step that is taken twice would be counted twice, so the record of the import is written in
the same commit, at the version it was read: what was cut off goes on where it stopped.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, TypeAlias, TypeVar

from blobs.types import BlobStore
from db_model.commit import ATTEMPTS, commit
from db_model.context import Origin
from db_model.errors import ChangedMeanwhile
from db_model.findings.get import findings
from db_model.findings.types import Figures, Finding
from db_model.findings.update import counted
from db_model.findings.update import unchanged as finding_unchanged
from db_model.imports.types import ImageBlob, Import
from db_model.imports.update import updated as import_updated
from db_model.roots.get import current
from db_model.roots.update import unchanged
from db_model.types import FindingId, VulnerabilityId
from db_model.vulnerabilities.add import added
from db_model.vulnerabilities.get import vulnerabilities
from db_model.vulnerabilities.types import Vulnerability, VulnerabilityStatus
from db_model.vulnerabilities.update import updated
from imports import plan
from imports.before import Image, keep, kept_until
from imports.matching.types import OutcomeKind
from imports.roots import tested_root
from imports.rules import is_there, sighting_of, step, vulnerability_from
from imports.sightings import after_sighting
from imports.types import PlannedClosing, PlannedResult, PlannedSighting
from jobs.types import Run
from store.requests import RequestStore
from store.types import Database, Store, Write
from vulnerabilities.rules import figures_change, figures_sum

T = TypeVar("T")

Step: TypeAlias = PlannedResult | PlannedClosing | PlannedSighting

# Writes of a commit that are left for steps: the import, its origin, the fence and the check
# that the root is still tested take four.
ROOM: Final = 95
# A vulnerability and its history; for its finding come on top its figures, and the check that
# it is there still, as something may open in it.
_A_STEP: Final = 2
_A_HOME: Final = 2
AHEAD: Final = 500  # steps that are decided together, and kept in one blob as it was before


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a run of the job works with: the fence that ends it, and the instant it acts at."""

    store: Store
    blobs: BlobStore
    run: Run
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """What the step of this number makes of what was there: nothing where ``now`` is ``None``.

    ``home`` is the finding in which it opens something.
    """

    step: int
    was: Vulnerability | None
    now: Vulnerability | None
    home: Finding | None

    @property
    def image(self) -> Image | None:
        if self.was is None or self.now is None:
            return None
        return Image(step=self.step, was=self.was, left=self.now)


async def steps(blobs: BlobStore, import_: Import) -> AsyncIterator[Step]:
    """Yield what the plan of ``import_`` does to vulnerabilities, each time in the same order.

    Within a part it is that of the rules: a commit counts and checks findings, so those of few
    leave it room for more vulnerabilities.
    """
    assert import_.plan is not None, "only a plan has steps"
    results = plan.parts(blobs, import_.id, PlannedResult, count=import_.plan.results)
    async for part in results:
        for result in sorted(part, key=_rule):
            if result.changes:
                yield result
    closings = plan.parts(blobs, import_.id, PlannedClosing, count=import_.plan.closings)
    async for part_of_closings in closings:
        for closing in part_of_closings:
            yield closing
    sightings = plan.parts(blobs, import_.id, PlannedSighting, count=import_.plan.sightings)
    async for part_of_sightings in sightings:
        for sighting in part_of_sightings:
            yield sighting


def _rule(result: PlannedResult) -> tuple[str, str]:
    return result.detection.tool, result.detection.rule


async def apply(work: Work, import_: Import) -> Import:
    """Take the steps that are left and return the import after them.

    Raises:
        RootNotActive: the root is not tested any more; what was taken stays taken.
        ChangedMeanwhile: another runner took over, or a person changed the same vulnerability
            again and again; what was taken stays taken.
    """
    passed = 0
    ahead: list[Step] = []
    async for each in steps(work.blobs, import_):
        passed += 1
        if passed <= _applied(import_) + len(ahead):
            continue
        ahead.append(each)
        if len(ahead) == AHEAD:
            import_ = await _take(work, import_, tuple(ahead))
            ahead.clear()
    return await _take(work, import_, tuple(ahead))


async def _take(work: Work, import_: Import, ahead: tuple[Step, ...]) -> Import:
    """Take the steps of ``ahead``, decided anew from where others were faster."""
    failures = 0
    while ahead:
        # One each time: it keeps what it reads and writes, and a plan may be long.
        db = RequestStore(work.store)
        changes = await _changes(db, work, import_, ahead)
        images = tuple(each.image for each in changes if each.image is not None)
        kept = await keep(work.blobs, import_, work.run, images)
        try:
            for batch in batches(changes, _finding_of):
                import_ = await _commit(db, work, import_, batch, kept)
                ahead, failures = ahead[len(batch) :], 0
        except ChangedMeanwhile:
            failures += 1
            if failures == ATTEMPTS:
                raise
    return import_


def batches(
    changes: Sequence[T], finding_of: Callable[[T], FindingId | None]
) -> Iterator[tuple[T, ...]]:
    """Yield parts of ``changes`` whose writes are within one commit, whatever they are."""
    batch: list[T] = []
    counted_in: set[FindingId | None] = set()
    for each in changes:
        homes = counted_in | {finding_of(each)}
        if _A_STEP * (len(batch) + 1) + _A_HOME * len(homes) > ROOM:
            yield tuple(batch)
            batch, homes = [], {finding_of(each)}
        batch.append(each)
        counted_in = homes
    if batch:
        yield tuple(batch)


async def _commit(
    db: Database, work: Work, import_: Import, batch: tuple[_Change, ...], kept: ImageBlob | None
) -> Import:
    assert import_.plan is not None, "only a plan has steps"
    await current(db, import_.group_name, import_.root_id)
    root = await tested_root(db, import_)
    applied = import_.plan.applied + len(batch)
    before = kept_until(import_.plan.before, kept and replace(kept, stop=applied))
    now = replace(
        step(import_, at=work.at), plan=replace(import_.plan, applied=applied, before=before)
    )
    await commit(
        db,
        (*_writes(batch), *import_updated(import_, now), unchanged(root), work.run.fence),
        origin_of(import_, work.at),
    )
    return now


async def _changes(
    db: Database, work: Work, import_: Import, ahead: tuple[Step, ...]
) -> tuple[_Change, ...]:
    """Return what each step of ``ahead`` does to what is there now."""
    known = await _known(db, ahead)
    homes = await _homes(db, ahead, known)
    changes: list[_Change] = []
    for each in ahead:
        was = _was(each, known)
        opened_in = _opened_in(each, was)
        home = None if opened_in is None else homes[opened_in]
        is_gone = opened_in is not None and home is None
        now = _after(each, was, work, import_, is_gone=is_gone)
        changes.append(_Change(step=_applied(import_) + len(changes), was=was, now=now, home=home))
    return tuple(changes)


def _writes(batch: tuple[_Change, ...]) -> tuple[Write, ...]:
    homes = {each.home.id: each.home for each in batch if each.home is not None}
    writes: list[Write] = [finding_unchanged(home) for home in homes.values()]
    changes: dict[FindingId, list[Figures]] = {}
    for each in batch:
        was, now = each.was, each.now
        if now is None:
            continue
        writes.extend(added(now) if was is None else updated(was, now))
        changes.setdefault(now.finding_id, []).append(
            figures_change(was.state if was else None, now.state)
        )
    for finding_id, parts in changes.items():
        writes.extend(counted(finding_id, figures_sum(tuple(parts))))
    return tuple(writes)


def _applied(import_: Import) -> int:
    assert import_.plan is not None, "only a plan has steps"
    return import_.plan.applied


def _finding_of(change: _Change) -> FindingId | None:
    return None if change.now is None else change.now.finding_id


async def _homes(
    db: Database, ahead: tuple[Step, ...], known: Mapping[VulnerabilityId, Vulnerability]
) -> dict[FindingId, Finding | None]:
    """Return the findings in which something would be opened, ``None`` where one was removed."""
    opened = (_opened_in(each, _was(each, known)) for each in ahead)
    ids = tuple(dict.fromkeys(id_ for id_ in opened if id_ is not None))
    found = await findings(db, ids) if ids else ()
    return {
        id_: finding if is_there(finding) else None for id_, finding in zip(ids, found, strict=True)
    }


def _was(each: Step, known: Mapping[VulnerabilityId, Vulnerability]) -> Vulnerability | None:
    return known.get(each.vulnerability_id) if each.vulnerability_id else None


def _opened_in(each: Step, was: Vulnerability | None) -> FindingId | None:
    if isinstance(each, PlannedClosing):
        return None
    if isinstance(each, PlannedResult) and each.outcome is OutcomeKind.CREATED:
        return each.finding_id
    if was is None or was.state.status is not VulnerabilityStatus.SAFE:
        return None
    return was.finding_id


def _after(
    each: Step, was: Vulnerability | None, work: Work, import_: Import, *, is_gone: bool
) -> Vulnerability | None:
    """Return what ``each`` makes of ``was``; ``is_gone`` where that were opened in nothing."""
    if isinstance(each, PlannedResult) and each.outcome is OutcomeKind.CREATED:
        return None if is_gone else vulnerability_from(each, import_, at=work.at)
    if was is None:
        return None
    return after_sighting(each, was, sighting_of(import_, at=work.at), is_gone=is_gone)


async def _known(db: Database, ahead: tuple[Step, ...]) -> dict[VulnerabilityId, Vulnerability]:
    ids = [
        each.vulnerability_id
        for each in ahead
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
