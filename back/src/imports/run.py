"""The job that imports: one root's reports, one at a time, the oldest first."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from blobs.types import BlobStore
from db_model.commit import attempted, commit
from db_model.findings.add import added as finding_added
from db_model.findings.get import ids_by_rule
from db_model.findings.types import DetectedBy
from db_model.imports.get import held_of_root, next_of_root
from db_model.imports.get import import_ as stored_import
from db_model.imports.types import Import, ImportState, Plan
from db_model.imports.update import updated
from db_model.roots.get import current
from db_model.types import FindingId, ImportId, RootId, VulnerabilityId
from db_model.vulnerabilities.get import all_of_root
from errors import Invalid
from imports import plan
from imports.apply import Work, apply, origin_of
from imports.child import (
    ComparisonFailed,
    Limits,
    LineWriter,
    Summary,
    compare,
    read_closing,
    read_entries,
    read_rules,
)
from imports.domain import FORGET, RUN
from imports.matching.types import OutcomeKind
from imports.reports import ReportRule
from imports.roots import tested_root
from imports.rules import counts_of, finding_from, known_from, planned, step
from imports.types import PlannedClosing, PlannedResult
from jobs.types import Kind, Run
from kit.ids import random_id
from kit.time import Clock
from roots.errors import RootNotActive
from store.requests import RequestStore
from store.types import Database, Store, Write

DONE: Final = ImportState.DONE
HELD: Final = ImportState.HELD
# Short: after a crash an import goes on this long later, and somebody may be waiting for it.
_LEASE: Final = timedelta(seconds=5)
_PATIENCE: Final = 3  # attempts


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What the job is given of the outside world; ``ended`` hears of each import that is over."""

    store: Store
    blobs: BlobStore
    clock: Clock
    ended: Callable[[Import], None]
    limits: Limits = field(default_factory=Limits)


def kinds(means: Means) -> tuple[Kind, ...]:
    """Return the kinds of job that imports are made of."""

    async def run(job: Run) -> None:
        await run_root(means, job)

    async def forget(job: Run) -> None:
        await plan.forget(means.blobs, _import_id(job))

    return Kind(name=RUN, handle=run, lease=_LEASE), Kind(name=FORGET, handle=forget)


async def run_root(means: Means, job: Run) -> None:
    """Run the imports of the job's root until none is left.

    Raises:
        ChangedMeanwhile: another runner has taken the job over.
    """
    while True:
        db = RequestStore(means.store)
        import_ = await next_of_root(db, RootId(job.subject))
        if import_ is None:
            return
        means.ended(await _run(db, means, job, import_))


async def _run(db: Database, means: Means, job: Run, import_: Import) -> Import:
    """Carry ``import_`` on from wherever it stands until it is over, or held."""
    work = Work(store=means.store, blobs=means.blobs, run=job, at=means.clock())
    await current(db, import_.group_name, import_.root_id)
    if import_.state is ImportState.QUEUED:
        running = step(import_, at=work.at, state=ImportState.RUNNING)
        running = replace(running, started_at=import_.started_at or work.at)
        import_ = await _written(db, work, import_, running)
    if import_.plan is None:
        try:
            await tested_root(db, import_)
            import_ = await _compared(db, means, work, import_)
        except Invalid as refusal:
            return await _failed(db, work, import_, refusal.message)
        except ComparisonFailed:
            # A bug, or the machine's fault: others wait behind it, so it is not tried for ever.
            if job.attempt < _PATIENCE:
                raise
            return await _failed(db, work, import_, "The report could not be compared")
    if not import_.state.is_open:
        return import_
    try:
        import_ = await apply(work, import_)
    except RootNotActive as refusal:
        db = RequestStore(means.store)  # what was taken was not written through the other
        known = await stored_import(db, import_.id)
        return await _failed(db, work, known or import_, refusal.message)
    done = step(import_, at=means.clock(), state=DONE)
    return await _written(db, work, import_, done)


async def _failed(db: Database, work: Work, import_: Import, reason: str) -> Import:
    failed = step(import_, at=work.at, state=ImportState.FAILED)
    return await _written(db, work, import_, replace(failed, reason=reason))


async def _compared(db: Database, means: Means, work: Work, import_: Import) -> Import:
    """Decide what the report does, write it down, and return the import with its plan."""
    with tempfile.TemporaryDirectory(prefix="integrates-import-") as place:
        out = Path(place)
        summary = await _compare(means, import_, out)
        told = replace(
            import_,
            counts=counts_of(summary.tally),
            tools=tuple(dict.fromkeys(tool.tool for tool in summary.tools)),
            reason="; ".join(filter(None, (summary.kept, *summary.notices))) or None,
        )
        if import_.dry_run:
            return await _told(db, work, import_, step(told, at=work.at, state=DONE), out)
        if summary.held and not import_.confirmed:
            held = replace(step(told, at=work.at, state=HELD), reason=summary.held)
            return await _told(db, work, import_, held, out)
        findings = await _findings(db, work, import_, out)
        going = replace(step(told, at=work.at), plan=await _plan(work, import_, out, findings))
        return await _written(db, work, import_, going, *await _discarded(db, work, going))


async def _told(db: Database, work: Work, import_: Import, now: Import, out: Path) -> Import:
    """Keep what the report would do, for whoever asked or has to decide; nothing is done."""
    now = replace(now, plan=await _plan(work, import_, out, {}))
    discarded = () if now.dry_run else await _discarded(db, work, now)
    return await _written(db, work, import_, now, *discarded)


async def _compare(means: Means, import_: Import, out: Path) -> Summary:
    report, known = out / "report", out / "known.ndjson"
    await means.blobs.download(import_.report, report)
    with LineWriter(known) as lines:
        # Past the store of this job, which would keep all of them until its end.
        async for vulnerability in all_of_root(means.store, import_.root_id):
            if seen := known_from(vulnerability):
                lines.write(seen)
    return await compare(report, known, out, limits=means.limits)


async def _plan(
    work: Work, import_: Import, out: Path, findings: dict[DetectedBy, FindingId]
) -> Plan:
    closings = (
        PlannedClosing(
            vulnerability_id=VulnerabilityId(closing.vulnerability),
            tool=closing.tool,
            explanation=closing.explanation,
        )
        for closing in read_closing(out)
    )
    changes = Counter[bool]()
    results = _counted(_planned(out, findings), changes)
    results_count = await plan.write(work.blobs, import_.id, PlannedResult, results)
    closings_count = await plan.write(work.blobs, import_.id, PlannedClosing, closings)
    return Plan(
        steps=changes[True] + closings_count, results=results_count, closings=closings_count
    )


def _counted(results: Iterable[PlannedResult], changes: "Counter[bool]") -> Iterator[PlannedResult]:
    for result in results:
        changes[result.changes] += 1
        yield result


def _planned(out: Path, findings: dict[DetectedBy, FindingId]) -> Iterator[PlannedResult]:
    """Yield what is done for each result; a duplicate is the vulnerability that it repeats."""
    created: dict[tuple[int, int], VulnerabilityId] = {}
    for entry in read_entries(out):
        place = (entry.run_index, entry.result_index)
        if entry.kind is OutcomeKind.CREATED:
            created[place] = VulnerabilityId(random_id())
            rule = DetectedBy(tool=entry.detection.tool, rule=entry.detection.rule)
            yield planned(entry, vulnerability_id=created[place], finding_id=findings.get(rule))
        else:
            known = VulnerabilityId(entry.vulnerability) if entry.vulnerability else None
            repeated = created.get(entry.duplicate_of) if entry.duplicate_of else None
            yield planned(entry, vulnerability_id=known or repeated, finding_id=None)


async def _findings(
    db: Database, work: Work, import_: Import, out: Path
) -> dict[DetectedBy, FindingId]:
    """Return the finding of each rule that a vulnerability is created for, made where missing."""
    needed = {
        (entry.detection.tool, entry.detection.rule)
        for entry in read_entries(out)
        if entry.kind is OutcomeKind.CREATED
    }
    rules = [rule for rule in read_rules(out) if (rule.tool, rule.id) in needed]
    found: dict[DetectedBy, FindingId] = {}
    for rule in rules:
        detected_by = DetectedBy(tool=rule.tool, rule=rule.id)

        async def attempt(rule: ReportRule = rule, by: DetectedBy = detected_by) -> FindingId:
            (known,) = await ids_by_rule(db, import_.group_name, [by])
            if known is not None:
                return known
            finding = finding_from(rule, import_, id_=FindingId(random_id()), at=work.at)
            await commit(db, (*finding_added(finding), work.run.fence), origin_of(import_, work.at))
            return finding.id

        found[detected_by] = await attempted(attempt)
    return found


async def _discarded(db: Database, work: Work, going: Import) -> tuple[Write, ...]:
    """Return the writes that give up what is held of the same tools: ``going`` came later."""
    writes: list[Write] = []
    for held in await held_of_root(db, going.root_id):
        if set(held.tools) & set(going.tools):
            now = step(held, at=work.at, state=ImportState.DISCARDED)
            writes.extend(updated(held, replace(now, reason=f"Superseded by import {going.id}")))
    return tuple(writes)


async def _written(db: Database, work: Work, was: Import, now: Import, *others: Write) -> Import:
    await commit(db, (*updated(was, now), *others, work.run.fence), origin_of(now, work.at))
    return now


def _import_id(job: Run) -> ImportId:
    return ImportId(job.subject)
