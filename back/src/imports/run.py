"""The job that imports: one root's reports, one at a time, the oldest first."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from blobs.types import BlobStore
from db_model.commit import commit
from db_model.findings.get import gone_of_group
from db_model.imports.get import held_of_root, next_of_root
from db_model.imports.get import import_ as stored_import
from db_model.imports.types import Import, ImportState
from db_model.imports.update import updated
from db_model.roots.get import current
from db_model.types import ImportId, RootId
from db_model.vulnerabilities.get import all_of_root
from errors import Invalid
from imports import plan, sketches
from imports.apply import Work, apply, origin_of
from imports.child import (
    SKETCHES,
    ComparisonFailed,
    Limits,
    LineWriter,
    Summary,
    compare,
    read_rules,
    write_scanned,
)
from imports.domain import FORGET, RUN
from imports.ending import ended
from imports.findings import findings_known, findings_of_rules, headings, rules_of_new
from imports.latest import FORGET_BEFORE, taken_over
from imports.planning import Decided, plan_of
from imports.rollback.job import roll_back
from imports.roots import tested_root
from imports.rules import counts_of, is_ruled_out, known_from, step
from jobs.types import Kind, Run
from kit.time import Clock
from roots.errors import RootNotActive
from roots.rules.sketches import FORGET as FORGET_SKETCHES
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

    async def forget_before(job: Run) -> None:
        await plan.forget_before(means.blobs, _import_id(job))

    async def forget_sketches(job: Run) -> None:
        await sketches.forget(means.blobs, RootId(job.subject))

    return (
        Kind(name=RUN, handle=run, lease=_LEASE),
        Kind(name=FORGET, handle=forget),
        Kind(name=FORGET_BEFORE, handle=forget_before),
        Kind(name=FORGET_SKETCHES, handle=forget_sketches),
    )


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
        is_undone = import_.state is ImportState.ROLLING_BACK
        carry_on = _roll_back if is_undone else _run
        means.ended(await carry_on(db, means, job, import_))


async def _run(db: Database, means: Means, job: Run, import_: Import) -> Import:
    """Carry ``import_`` on from wherever it stands until it is over, or held."""
    work = Work(store=means.store, blobs=means.blobs, run=job, at=means.clock())
    await current(db, import_.group_name, import_.root_id)
    if import_.state is ImportState.QUEUED:
        begun = max(work.at, import_.requested_at)
        running = step(import_, at=work.at, state=ImportState.RUNNING)
        running = replace(running, started_at=import_.started_at or begun)
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
    return await ended(work, import_, at=means.clock())


async def _roll_back(_: Database, means: Means, job: Run, import_: Import) -> Import:
    work = Work(store=means.store, blobs=means.blobs, run=job, at=means.clock())
    return await roll_back(work, import_)


async def _failed(db: Database, work: Work, import_: Import, reason: str) -> Import:
    failed = step(import_, at=work.at, state=ImportState.FAILED)
    return await _written(db, work, import_, replace(failed, reason=reason))


async def _compared(db: Database, means: Means, work: Work, import_: Import) -> Import:
    """Decide what the report does, write it down, and return the import with its plan."""
    with tempfile.TemporaryDirectory(prefix="integrates-import-") as place:
        out = Path(place)
        summary = await _compare(db, means, import_, out)
        new = rules_of_new(out)
        known = await findings_known(db, import_.group_name, new)
        gone = frozenset(rule for rule, finding in known.items() if is_ruled_out(finding))
        told = _with_summary(import_, summary, ruled_out=sum(new[rule] for rule in gone))
        outcome = Decided(
            out=out,
            new=new.total(),
            gone=gone,
            unheard=tuple(tool.tool for tool in summary.tools if tool.kept),
            headings=headings(read_rules(out), known),
        )
        if import_.dry_run:
            return await _told(db, work, import_, step(told, at=work.at, state=DONE), outcome)
        if summary.held and not import_.confirmed:
            told = replace(step(told, at=work.at, state=HELD), reason=summary.held)
            return await _told(db, work, import_, told, outcome)
        findings = await findings_of_rules(db, work, import_, new.keys() - gone, out=out)
        outcome = replace(outcome, findings=findings, sketched=summary.sketched)
        if summary.sketched:
            await sketches.put(work.blobs, import_, out / SKETCHES)
        going = replace(step(told, at=work.at), plan=await plan_of(work, import_, outcome))
        others = (*await taken_over(db, work, going), *await _discarded(db, work, going))
        return await _written(db, work, import_, going, *others)


def _with_summary(import_: Import, summary: Summary, *, ruled_out: int) -> Import:
    reasons = (summary.kept, summary.unscanned, *summary.notices)
    return replace(
        import_,
        format=summary.format,
        counts=counts_of(summary.tally, ruled_out=ruled_out),
        tools=tuple(dict.fromkeys(tool.tool for tool in summary.tools)),
        reason="; ".join(filter(None, reasons)) or None,
    )


async def _told(db: Database, work: Work, import_: Import, now: Import, outcome: Decided) -> Import:
    """Keep what the report would do, for whoever asked or has to decide; nothing is done."""
    now = replace(now, plan=await plan_of(work, import_, outcome))
    discarded = () if now.dry_run else await _discarded(db, work, now)
    return await _written(db, work, import_, now, *discarded)


async def _compare(db: Database, means: Means, import_: Import, out: Path) -> Summary:
    report, known = out / "report", out / "known.ndjson"
    await means.blobs.download(import_.report, report)
    if scanned := await plan.read_scanned(means.blobs, import_):
        write_scanned(out, scanned)
    removed = await gone_of_group(means.store, import_.group_name)
    gone = {finding.id: finding.state for finding in removed}
    with LineWriter(known) as lines:
        # Past the store of this job, which would keep all of them until its end.
        async for vulnerability in all_of_root(means.store, import_.root_id):
            if seen := known_from(vulnerability, gone.get(vulnerability.finding_id)):
                lines.write(seen)
    sketching = await sketches.given(db, means.blobs, import_, out)
    limits, asked = means.limits, import_.format
    return await compare(report, known, out, limits=limits, asked=asked, sketching=sketching)


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
