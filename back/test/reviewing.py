"""Vulnerabilities of a finding in the states that a test wants, and reading what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from db_model.findings.types import Finding
from db_model.vulnerabilities.types import Vulnerability, VulnerabilityStatus
from people import Person, Tenant, a_tenant
from populations import a_finding, a_vulnerability, put_findings, put_vulnerabilities
from world import Answer, World

_READ: Final = """
query ($id: String!) { vulnerability(uuid: $id) {
  state reportDate closingDate commitHash source severityVector severityTemporalScore
  historicState { commit date hacker justification source status }
} }
"""
_FIGURES: Final = """
query ($id: String!) { finding(identifier: $id) {
  openVulnerabilities closedVulnerabilities submittedVulnerabilities rejectedVulnerabilities
} }
"""
CLOSE: Final = """
mutation ($findingId: String! $vulnerabilities: [String!]!) {
  closeVulnerabilities(findingId: $findingId vulnerabilities: $vulnerabilities) {
    success results { id success message code }
  }
}
"""
CONFIRM: Final = """
mutation ($findingId: String! $vulnerabilities: [String!]!) {
  confirmVulnerabilities(findingId: $findingId vulnerabilities: $vulnerabilities) {
    success results { id success message code }
  }
}
"""
REJECT: Final = """
mutation (
  $findingId: String! $vulnerabilities: [String!]! $otherReason: String
  $reasons: [VulnerabilityRejectionReason!]! = [NAMING]
) {
  rejectVulnerabilities(
    findingId: $findingId vulnerabilities: $vulnerabilities reasons: $reasons
    otherReason: $otherReason
  ) {
    success results { id success message code }
  }
}
"""
RESUBMIT: Final = """
mutation ($findingId: String! $vulnerabilities: [String!]!) {
  resubmitVulnerabilities(findingId: $findingId vulnerabilities: $vulnerabilities) {
    success results { id success message code }
  }
}
"""
NOT_IN_FINDING: Final = ("Exception - Vulnerability does not belong to finding", "NOT_FOUND")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A tenant, a finding of it, and its vulnerabilities in the order of their states."""

    tenant: Tenant
    finding: Finding
    vulnerabilities: tuple[Vulnerability, ...]

    @property
    def ids(self) -> list[str]:
        return [each.id for each in self.vulnerabilities]


async def a_scene(world: World, *statuses: VulnerabilityStatus, name: str = "acme") -> Scene:
    """Put a tenant there with a finding that has a vulnerability in each of ``statuses``."""
    tenant = await a_tenant(world, name=name)
    finding = a_finding(tenant)
    known = tuple(
        a_vulnerability(tenant, finding, number, status=status)
        for number, status in enumerate(statuses)
    )
    await put_findings(world, finding)
    await put_vulnerabilities(world, *known)
    return Scene(tenant=tenant, finding=finding, vulnerabilities=known)


async def read(world: World, person: Person, id_: str) -> dict[str, Any]:
    answer = await world.ask(_READ, token=person.token, id=id_)
    found: dict[str, Any] = answer["vulnerability"]
    return found


async def states(world: World, person: Person, ids: Sequence[str]) -> list[str]:
    return [(await read(world, person, id_))["state"] for id_ in ids]


async def figures(world: World, person: Person, finding: Finding) -> tuple[int, int, int, int]:
    """Return how many are open, closed, submitted and rejected."""
    found = (await world.ask(_FIGURES, token=person.token, id=finding.id))["finding"]
    names = ("open", "closed", "submitted", "rejected")
    opened, closed, submitted, rejected = (found[f"{name}Vulnerabilities"] for name in names)
    return opened, closed, submitted, rejected


def done(id_: str) -> dict[str, object]:
    return {"id": id_, "success": True, "message": None, "code": None}


def not_done(id_: str, message: str, code: str = "INVALID") -> dict[str, object]:
    return {"id": id_, "success": False, "message": message, "code": code}


async def ask_for(
    world: World, mutation: str, person: Person | None, scene: Scene, **given: object
) -> Answer:
    """Ask ``mutation`` for all vulnerabilities of ``scene``, or for what is given instead."""
    variables: dict[str, object] = {"findingId": scene.finding.id, "vulnerabilities": scene.ids}
    return await world.ask(mutation, token=person.token if person else None, **(variables | given))
