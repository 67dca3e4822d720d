"""What a comparison decided, as the plan of its import: written once, then taken step by step."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from db_model.findings.types import DetectedBy
from db_model.imports.types import Import, Plan
from db_model.types import FindingId, VulnerabilityId
from imports import plan
from imports.apply import Work
from imports.child import Entry, read_closing, read_entries, read_kept
from imports.matching.types import OutcomeKind
from imports.rules import planned, ruled_out
from imports.sightings import planned_sightings
from imports.types import Heading, PlannedClosing, PlannedKept, PlannedResult, PlannedSighting
from kit.ids import spread_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What the comparison wrote to ``out``, of which so many results are ``new``.

    The rules that are ruled out are ``gone``; the others have findings, and all have ``headings``.
    Tools that are not believed where they say nothing are ``unheard``; of those that are
    ``sketched`` there are sketches.
    """

    out: Path
    new: int
    gone: frozenset[DetectedBy]
    headings: Mapping[DetectedBy, Heading]
    unheard: tuple[str, ...] = ()
    sketched: tuple[str, ...] = ()
    findings: Mapping[DetectedBy, FindingId] = field(default_factory=dict)


async def plan_of(work: Work, import_: Import, decided: Decided) -> Plan:
    """Write the plan of ``import_`` into the blob store, and return it."""
    changes = Counter[bool]()
    results = _counted(_results(decided), changes)
    blobs, id_ = work.blobs, import_.id
    results_count = await plan.write(blobs, id_, PlannedResult, results)
    closings = await plan.write(blobs, id_, PlannedClosing, _closings(decided))
    told = planned_sightings(read_entries(decided.out), read_closing(decided.out))
    sightings = await plan.write(blobs, id_, PlannedSighting, told)
    return Plan(
        steps=changes[True] + closings + sightings,
        results=results_count,
        closings=closings,
        sightings=sightings,
        unheard=decided.unheard,
        sketched=decided.sketched,
        kept=await plan.write(blobs, id_, PlannedKept, _kept(decided)),
    )


def _closings(decided: Decided) -> Iterator[PlannedClosing]:
    for closing in read_closing(decided.out):
        if not closing.is_merged:
            yield PlannedClosing(
                vulnerability_id=VulnerabilityId(closing.vulnerability),
                tool=closing.tool,
                explanation=closing.explanation,
            )


def _kept(decided: Decided) -> Iterator[PlannedKept]:
    for each in read_kept(decided.out):
        yield PlannedKept(
            vulnerability_id=VulnerabilityId(each.vulnerability),
            tool=each.tool,
            explanation=each.explanation,
        )


def _counted(results: Iterable[PlannedResult], changes: "Counter[bool]") -> Iterator[PlannedResult]:
    for result in results:
        changes[result.changes] += 1
        yield result


def _results(decided: Decided) -> Iterator[PlannedResult]:
    """Yield what is done for each result; a duplicate is the vulnerability that it repeats."""
    created: dict[tuple[int, int], VulnerabilityId] = {}
    for entry in read_entries(decided.out):
        rule = DetectedBy(tool=entry.detection.tool, rule=entry.detection.rule)
        id_ = VulnerabilityId(entry.vulnerability) if entry.vulnerability else None
        finding_id = None
        made = _judged(entry, rule, decided)
        if made.kind is OutcomeKind.CREATED:
            # In order: what is committed together then lies together, also in the indexes.
            id_ = VulnerabilityId(spread_id(len(created), of=decided.new))
            created[entry.run_index, entry.result_index] = id_
            finding_id = decided.findings.get(rule)
        elif entry.duplicate_of and id_ is None:
            id_ = created.get(entry.duplicate_of)
        heading = decided.headings.get(rule)
        yield planned(made, vulnerability_id=id_, finding_id=finding_id, heading=heading)


def _judged(entry: Entry, rule: DetectedBy, decided: Decided) -> Entry:
    is_gone = entry.kind is OutcomeKind.CREATED and rule in decided.gone
    return ruled_out(entry) if is_gone else entry
