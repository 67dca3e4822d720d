"""The job that imports: one root's reports, one at a time, the oldest first."""

import tempfile
from collections.abc import Callable, Iterator
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
from db_model.imports.types import Import, ImportState, Plan
from db_model.imports.update import updated
from db_model.types import FindingId, ImportId, RootId, VulnerabilityId
from db_model.vulnerabilities.get import all_of_root
from errors import Invalid
from imports import plan
from imports.apply import Work, apply, origin_of
from imports.child import (
    Limits,
    Summary,
    compare,
    read_closing,
    read_entries,
    read_rules,
    write_known,
)
from imports.domain import FORGET, RUN
from imports.matching.types import OutcomeKind
from imports.reports import ReportRule
from imports.rules import IDLE, counts_of, finding_from, known_from, planned, step
from imports.types import PlannedClosing, PlannedResult
from jobs.types import Kind, Run
from kit.ids import random_id
from kit.time import Clock
from store.requests import RequestStore
from store.types import Database, Store, Write

# Short: after a crash an import goes on this long later, and somebody may be waiting for it.
_LEASE: Final = timedelta(seconds=5)


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
    work = Work(blobs=means.blobs, run=job, at=means.clock())
    if import_.state is ImportState.QUEUED:
        running = step(import_, at=work.at, state=ImportState.RUNNING)
        running = replace(running, started_at=import_.started_at or work.at)
        import_ = await _written(db, work, import_, running)
    if import_.plan is None:
        try:
            import_ = await _compared(db, means, work, import_)
        except Invalid as refusal:
            failed = step(import_, at=means.clock(), state=ImportState.FAILED)
            return await _written(db, work, import_, replace(failed, reason=refusal.message))
    if not import_.state.is_open or import_.state is ImportState.HELD:
        return import_
    import_ = await apply(db, work, import_)
    done = step(import_, at=means.clock(), state=ImportState.DONE)
    return await _written(db, work, import_, done)


async def _compared(db: Database, means: Means, work: Work, import_: Import) -> Import:
    """Decide what the report does, write it down, and return the import with its plan."""
    with tempfile.TemporaryDirectory(prefix="integrates-import-") as place:
        out = Path(place)
        summary = await _compare(db, means, import_, out)
        told = replace(
            import_,
            counts=counts_of(summary.tally),
            tools=tuple(dict.fromkeys(tool.tool for tool in summary.tools)),
            reason="; ".join(filter(None, (summary.kept, *summary.notices))) or None,
        )
        if summary.held and not import_.confirmed and not import_.dry_run:
            await _plan(work, import_, out, {})  # to be looked at; it is made anew when confirmed
            held = step(told, at=means.clock(), state=ImportState.HELD)
            return await _written(db, work, import_, replace(held, reason=summary.held))
        if import_.dry_run:
            done = step(told, at=means.clock(), state=ImportState.DONE)
            planned_only = await _plan(work, import_, out, {})
            return await _written(db, work, import_, replace(done, plan=planned_only))
        findings = await _findings(db, work, import_, out)
        going = replace(
            step(told, at=means.clock()), plan=await _plan(work, import_, out, findings)
        )
        discarded = await _discarded(db, work, going)
        return await _written(db, work, import_, going, *discarded)


async def _compare(db: Database, means: Means, import_: Import, out: Path) -> Summary:
    report, known = out / "report", out / "known.ndjson"
    await means.blobs.download(import_.report, report)
    vulnerabilities = [each async for each in all_of_root(db, import_.root_id)]
    write_known(known, known_from(vulnerabilities))
    return await compare(report, known, out, limits=means.limits)


async def _plan(
    work: Work, import_: Import, out: Path, findings: dict[DetectedBy, FindingId]
) -> Plan:
    idle = 0

    def results() -> Iterator[PlannedResult]:
        nonlocal idle
        for entry in read_entries(out):
            idle += entry.kind in IDLE
            yield planned(entry, findings, lambda: VulnerabilityId(random_id()))

    closings = (
        PlannedClosing(
            vulnerability_id=VulnerabilityId(closing.vulnerability),
            tool=closing.tool,
            explanation=closing.explanation,
        )
        for closing in read_closing(out)
    )
    results_count = await plan.write(work.blobs, import_.id, PlannedResult, results())
    closings_count = await plan.write(work.blobs, import_.id, PlannedClosing, closings)
    return Plan(
        steps=results_count - idle + closings_count,
        results=results_count,
        closings=closings_count,
    )


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
