"""A person says that a result was taken for the wrong vulnerability: it becomes one of its own."""

from dataclasses import dataclass, replace
from datetime import datetime

from authz.access import origin
from authz.errors import ActionDenied
from authz.grants import VulnerabilityGrant, on_import, require
from authz.policy import Action
from blobs.types import BlobStore
from db_model.commit import attempted, commit
from db_model.findings.update import counted, unchanged
from db_model.imports.get import next_of_root
from db_model.imports.types import Import, ImportState
from db_model.roots.update import unchanged as root_unchanged
from db_model.types import ImportId, VulnerabilityId
from db_model.vulnerabilities.add import added
from db_model.vulnerabilities.get import vulnerabilities, vulnerability
from db_model.vulnerabilities.types import Detection, Reason, Vulnerability
from db_model.vulnerabilities.update import updated
from findings.domain import standing_finding
from imports import plan
from imports.before import before_of
from imports.errors import (
    ImportUnderWay,
    OnlyResult,
    RepeatingResult,
    ResultNotFound,
    SamePlace,
    SeenSince,
)
from imports.matching.types import OutcomeKind
from imports.roots import tested_root
from imports.rules import vulnerability_from
from imports.types import PlannedResult
from store.types import Database, Write
from vulnerabilities.domain import unmerge_vulnerability
from vulnerabilities.rules import GONE, figures_change, figures_sum, taken_back
from vulnerabilities.types import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPlace:
    """A result of the report of an import, by its place there: both indexes are from 0."""

    import_id: ImportId
    run_index: int
    result_index: int


async def split_vulnerability(
    db: Database,
    blobs: BlobStore,
    grant: VulnerabilityGrant,
    place: ResultPlace,
    *,
    id_: VulnerabilityId,
    at: datetime,
) -> Vulnerability:
    """Make the result at ``place`` one of its own, ``id_``, and return it; one commit.

    If the result is one that was merged into the granted one, that is told from it again.  Else
    the granted one is as if the report had not shown it: where it was before, and closed if the
    report would have closed it.

    Raises:
        ImportNotFound: there is no such import, or the caller may not read it.
        ResultNotFound: the result was not taken for the granted one.
        RepeatingResult: it repeats another result.
        OnlyResult: the granted one was made from it.
        SeenSince: the granted one is not where that import saw it any more.
        SamePlace: nothing would tell the two apart.
        ImportUnderWay: an import of the root may be about to see either.
        AppError: its root is not tested, it is closed, or was changed meanwhile.
    """
    require(grant, Action.MERGE_VULNERABILITIES)
    import_ = (await on_import(db, grant.access, Action.READ_IMPORT, id_=place.import_id)).on
    result = await _result(blobs, import_, grant.on, place)
    of = result.absorbed_id or result.vulnerability_id
    if of is not None and of in grant.on.absorbed:
        return await unmerge_vulnerability(db, grant, of, at=at)
    _check(result, grant.on.id)
    own = _own(result, import_, grant, id_=id_, at=at)

    async def attempt() -> Vulnerability:
        was = await vulnerability(db, grant.on.id)
        if was is None or was.state.status in GONE:
            raise ActionDenied
        if await next_of_root(db, import_.root_id) is not None:
            raise ImportUnderWay
        before = await _before(blobs, was, result, import_)
        merged = await _merged_into(db, was)
        now = _left(was, before, merged, own, is_missed=_is_missed(result, import_))
        await commit(db, await _writes(db, import_, was, now, own), origin(grant.access, at=at))
        return own

    return await attempted(attempt)


def _left(
    was: Vulnerability,
    before: Vulnerability,
    merged: tuple[Vulnerability, ...],
    own: Vulnerability,
    *,
    is_missed: bool,
) -> Vulnerability:
    """Return ``was`` without ``own``, which is told from it."""
    change = Change(by=own.created_by, at=own.created_at)
    now = taken_back(was, before, change, is_missed=is_missed, merged=merged)
    if now.closed_at is None and _place(now.detection) == _place(own.detection):
        raise SamePlace
    return now


async def _writes(
    db: Database, import_: Import, was: Vulnerability, now: Vulnerability, own: Vulnerability
) -> tuple[Write, ...]:
    """Return what makes ``was`` into ``now`` and adds ``own``, where something may be opened."""
    finding = await standing_finding(db, was.finding_id)
    root = await tested_root(db, import_)
    changes = figures_change(was.state, now.state), figures_change(None, own.state)
    return (
        *updated(was, now),
        *added(own),
        *counted(finding.id, figures_sum(changes)),
        unchanged(finding),
        root_unchanged(root),
    )


async def _result(
    blobs: BlobStore, import_: Import, of: Vulnerability, place: ResultPlace
) -> PlannedResult:
    """Return the result at ``place``, which was taken for ``of``: reads a few parts of the plan."""
    is_applied = import_.state is ImportState.DONE and not import_.dry_run
    if import_.plan is None or not is_applied:
        raise ResultNotFound
    wanted = (place.run_index, place.result_index)
    low, high = 0, import_.plan.results
    while low < high:
        middle = (low + high) // 2
        (found,) = await plan.read(blobs, import_.id, PlannedResult, start=middle, stop=middle + 1)
        at = (found.run_index, found.result_index)
        if at == wanted:
            if {found.vulnerability_id, found.absorbed_id}.isdisjoint({of.id, *of.absorbed}):
                raise ResultNotFound
            return found
        low, high = (middle + 1, high) if at < wanted else (low, middle)
    raise ResultNotFound


def _check(result: PlannedResult, id_: VulnerabilityId) -> None:
    if result.outcome is OutcomeKind.DUPLICATE:
        raise RepeatingResult
    if result.outcome is OutcomeKind.CREATED:
        raise OnlyResult
    if result.absorbed_id is not None or result.vulnerability_id != id_:
        raise ResultNotFound  # it is one that was merged, and is not any more


def _own(
    result: PlannedResult,
    import_: Import,
    grant: VulnerabilityGrant,
    *,
    id_: VulnerabilityId,
    at: datetime,
) -> Vulnerability:
    """Return what ``result`` would have created, as whoever splits it made it."""
    by = grant.access.stakeholder.email
    made = vulnerability_from(
        replace(result, vulnerability_id=id_, finding_id=grant.on.finding_id), import_, at=at
    )
    state = replace(made.state, reasons=(Reason.SPLIT,), modified_by=by)
    return replace(made, created_by=by, state=state)


async def _before(
    blobs: BlobStore, was: Vulnerability, result: PlannedResult, import_: Import
) -> Vulnerability:
    """Return ``was`` as it was before ``import_``."""
    if _place(was.detection) != _place(result.detection):
        raise SeenSince
    before = await before_of(blobs, import_, was.id) if result.changes else was
    if before is None:
        raise SeenSince
    return before


def _is_missed(result: PlannedResult, import_: Import) -> bool:
    assert import_.plan is not None, "only a plan has results"
    return result.detection.tool not in import_.plan.unheard


async def _merged_into(db: Database, was: Vulnerability) -> tuple[Vulnerability, ...]:
    found = await vulnerabilities(db, was.absorbed) if was.absorbed else ()
    return tuple(each for each in found if each is not None)


def _place(seen: Detection | None) -> tuple[object, ...] | None:
    """Return what tells a place from others: there is one vulnerability of a rule at each."""
    if seen is None:
        return None
    return seen.tool, seen.rule, seen.path, seen.region, seen.package, seen.parameter
