"""Saying that vulnerabilities are one, or are two, and reading what became of them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from db_model.imports.add import added as import_added
from db_model.imports.types import Import, ImportState, Plan, ReportFormat
from db_model.types import ImportId
from db_model.vulnerabilities.types import Detection, Vulnerability, VulnerabilityStatus
from imports import plan
from imports.matching.types import OutcomeKind
from imports.types import PlannedResult
from people import BUILDER, Person, Tenant
from populations import (
    VERSION,
    a_finding,
    a_vulnerability,
    put,
    put_findings,
    put_vulnerabilities,
)
from vulnerabilities.rules import MOST_MERGED
from world import START, Answer, World

MERGE: Final = """
mutation ($keep: ID! $absorb: ID!) {
  mergeVulnerabilities(keep: $keep absorb: $absorb) { success vulnerability { id mergedIds } }
}
"""
UNMERGE: Final = """
mutation ($keep: ID! $absorbed: ID!) {
  unmergeVulnerability(keep: $keep absorbed: $absorbed) { success vulnerability { id state } }
}
"""
SPLIT: Final = """
mutation ($id: ID! $importId: ID! $runIndex: Int! = 0 $resultIndex: Int!) {
  splitVulnerability(
    id: $id importId: $importId runIndex: $runIndex resultIndex: $resultIndex
  ) { success vulnerability { id state findingId } }
}
"""
_READ: Final = """
query ($id: String!) { vulnerability(uuid: $id) {
  state reportDate closingDate where specific mergedIds findingId treatmentStatus
  historicState { status justification hacker }
} }
"""


async def merge(world: World, person: Person | None, keep: str | None, absorb: object) -> Answer:
    token = person.token if person else None
    return await world.ask(MERGE, token=token, keep=keep, absorb=absorb)


async def unmerge(
    world: World, person: Person | None, keep: str | None, absorbed: object
) -> Answer:
    token = person.token if person else None
    return await world.ask(UNMERGE, token=token, keep=keep, absorbed=absorbed)


async def split(world: World, person: Person | None, id_: str | None, **given: object) -> Answer:
    token = person.token if person else None
    return await world.ask(SPLIT, token=token, id=id_, **given)


async def shown(world: World, person: Person, id_: str | None) -> dict[str, Any] | None:
    """Return what is told of a vulnerability; ``None`` if nobody sees it."""
    answer = await world.ask(_READ, token=person.token, id=id_)
    found: dict[str, Any] | None = answer.data and answer.data["vulnerability"]
    return found


async def history(world: World, person: Person, id_: str | None) -> list[tuple[str, str | None]]:
    """Return each state that it was in, with why."""
    found = await shown(world, person, id_)
    assert found is not None
    return [(each["status"], each["justification"]) for each in found["historicState"]]


def detected(vulnerability: Vulnerability) -> Vulnerability:
    """Return ``vulnerability`` as a tool saw it in its place."""
    detection = Detection(
        tool="Bandit",
        rule="B101",
        path=f"app/{vulnerability.state.specific}.py",
        region=None,
        content="",
        message="",
        message_hash="",
    )
    return replace(vulnerability, detection=detection)


async def corrections(world: World, tenant: Tenant, size: int) -> Mapping[str, object]:
    """Put what may be merged and split there: into one ``size`` were merged, as far as may be.

    The last of ``size`` results of an import may be split.
    """
    finding = a_finding(tenant, 9_100)
    absorb = a_vulnerability(tenant, finding, 500)
    merged = [
        a_vulnerability(tenant, finding, number, status=VulnerabilityStatus.DELETED)
        for number in range(min(size, MOST_MERGED - 1))
    ]
    keep = replace(
        a_vulnerability(tenant, finding, 501), absorbed=tuple(each.id for each in merged)
    )
    taken = detected(a_vulnerability(tenant, finding, 502))
    await put_findings(world, finding)
    gone = (replace(each, merged_into=keep.id) for each in merged)
    await put_vulnerabilities(world, absorb, keep, taken, *gone)
    return {
        "keepId": keep.id,
        "absorbId": absorb.id,
        "splitId": taken.id,
        "splitImportId": await _seen_again(world, tenant, taken, size),
        "resultIndex": size - 1,
    }


async def _seen_again(world: World, tenant: Tenant, taken: Vulnerability, size: int) -> ImportId:
    """Put an import there whose last result of ``size`` is ``taken``, as it was."""
    id_ = ImportId(f"split-{tenant.group.name}")
    assert taken.detection is not None
    results = [
        PlannedResult(
            run_index=0,
            result_index=number,
            outcome=OutcomeKind.UNCHANGED,
            explanation="unchanged",
            detection=taken.detection,
            snippet="",
            changes=False,
            vulnerability_id=taken.id if number == size - 1 else None,
        )
        for number in range(size)
    ]
    done = Import(
        id=id_,
        group_name=tenant.group.name,
        organization_id=tenant.organization.id,
        root_id=tenant.root.id,
        state=ImportState.DONE,
        format=ReportFormat.SARIF,
        report=plan.report(id_),
        requested_by=BUILDER,
        requested_at=START,
        plan=Plan(steps=0, results=size, closings=0),
        version=VERSION,
    )
    await plan.write(world.service.engines.blobs, id_, PlannedResult, results)
    await put(world, [*import_added(done)])
    return id_
