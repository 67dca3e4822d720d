"""Things in any number, put directly where the imports of a tenant would have put them."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from db_model.commit import commit
from db_model.context import Origin
from db_model.findings.add import added as finding_added
from db_model.findings.types import (
    DetectedBy,
    Figures,
    Finding,
    FindingState,
    FindingStatus,
    Severity,
    Source,
)
from db_model.findings.update import counted
from db_model.types import FindingId, VulnerabilityId
from db_model.vulnerabilities.add import added as vulnerability_added
from db_model.vulnerabilities.types import (
    Technique,
    Treatment,
    TreatmentStatus,
    Vulnerability,
    VulnerabilityState,
    VulnerabilityStatus,
    VulnerabilityType,
)
from kit.time import milliseconds
from people import BUILDER, Tenant
from store.types import Write
from vulnerabilities.rules import figures_change
from world import START, World

AT_ONCE: Final = 90  # writes; a commit takes a few more
VERSION: Final = milliseconds(START)


def a_finding(tenant: Tenant, number: int = 0) -> Finding:
    return Finding(
        id=FindingId(f"finding-{tenant.group.name}-{number:04d}"),
        group_name=tenant.group.name,
        title=f"CWE-703. Rule {number}",
        description="What it is",
        threat="",
        attack_vector_description="",
        recommendation="How to mend it",
        severity=Severity(score=7.5),
        created_by=BUILDER,
        created_at=START,
        hacker_email=BUILDER,
        state=FindingState(
            status=FindingStatus.CREATED,
            source=Source.MACHINE,
            modified_by=BUILDER,
            modified_at=START,
        ),
        cwe_ids=("CWE-703",),
        detected_by=DetectedBy(tool="Bandit", rule=f"B{number}"),
        version=VERSION,
    )


def a_vulnerability(
    tenant: Tenant,
    finding: Finding,
    number: int = 0,
    *,
    status: VulnerabilityStatus = VulnerabilityStatus.VULNERABLE,
) -> Vulnerability:
    is_draft = status in (VulnerabilityStatus.SUBMITTED, VulnerabilityStatus.REJECTED)
    return Vulnerability(
        id=VulnerabilityId(f"vulnerability-{finding.id}-{number:04d}"),
        finding_id=finding.id,
        group_name=tenant.group.name,
        root_id=tenant.root.id,
        type=VulnerabilityType.LINES,
        technique=Technique.SAST,
        created_by=BUILDER,
        created_at=START,
        hacker_email=BUILDER,
        state=VulnerabilityState(
            status=status,
            where="app/db.py",
            specific=str(number + 1),
            source=Source.MACHINE,
            modified_by=BUILDER,
            modified_at=START,
        ),
        treatment=Treatment(status=TreatmentStatus.UNTREATED, modified_at=START),
        reported_at=None if is_draft else START,
        version=VERSION,
    )


async def put_findings(world: World, *findings: Finding) -> None:
    await put(world, [write for finding in findings for write in finding_added(finding)])


async def put_vulnerabilities(world: World, *vulnerabilities: Vulnerability) -> None:
    """Put them there, and what they add to the figures of their findings."""
    writes: list[Write] = []
    for vulnerability in vulnerabilities:
        writes.extend(vulnerability_added(vulnerability))
    await put(world, writes)
    changes: dict[FindingId, Figures] = {}
    for vulnerability in vulnerabilities:
        was = changes.get(vulnerability.finding_id, Figures())
        more = figures_change(None, vulnerability.state)
        changes[vulnerability.finding_id] = replace(
            was,
            open=was.open + more.open,
            closed=was.closed + more.closed,
            submitted=was.submitted + more.submitted,
            rejected=was.rejected + more.rejected,
        )
    await put(world, [write for id_, sum_ in changes.items() for write in counted(id_, sum_)])


async def put(world: World, writes: list[Write]) -> None:
    """Commit ``writes``, many at once; those of one thing need not go together here."""
    for first in range(0, len(writes), AT_ONCE):
        at = START + timedelta(milliseconds=first)
        part = writes[first : first + AT_ONCE]
        await commit(world.service.engines.store, part, Origin(principal=BUILDER, at=at))
