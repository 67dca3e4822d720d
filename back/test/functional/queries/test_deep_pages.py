"""F14: whoever pages to the end while others write sees each that was there throughout, once."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

import pytest

from db_model.access.types import GroupRole
from db_model.findings.types import Finding, Severity
from db_model.stakeholders.types import PlatformRole
from db_model.vulnerabilities.types import Vulnerability
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from populations import a_finding, a_vulnerability, put_findings, put_vulnerabilities
from reviewing import CLOSE
from world import START, World

MANY: Final = 84
PAGE: Final = 6
REMOVE: Final = """
mutation ($findingId: String!, $id: String!) {
  removeVulnerability(findingId: $findingId, id: $id, justification: FALSE_POSITIVE) { success }
}
"""
SEVERER: Final = """
mutation ($findingId: ID!, $ids: [ID!]!) {
  updateVulnerabilitiesSeverity(
    findingId: $findingId
    vulnerabilityIds: $ids
    cvssVector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
  ) { success }
}
"""
READ: Final = """
query ($after: String, $orderBy: [VulnerabilityOrder!]) {
  vulnerabilities(first: 6, after: $after, orderBy: $orderBy, where: { text: "app" }) {
    edges { node { id } } pageInfo { hasNextPage endCursor }
  }
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writers:
    """What others do between two pages, and to what they did it."""

    world: World
    token: str
    tenant: Tenant
    finding: Finding
    left: list[Vulnerability]
    removed: set[str] = field(default_factory=set)
    raised: set[str] = field(default_factory=set)

    async def __call__(self, number: int) -> None:
        """Add three, close one, remove one, and let one be more severe, and have all indexed."""
        fresh = [some(self.tenant, self.finding, MANY + 3 * number + each) for each in range(3)]
        closed, removed, raised = (self.left.pop() for _ in range(3))
        await put_vulnerabilities(self.world, *fresh)
        await self._do(CLOSE, vulnerabilities=[closed.id])
        await self._do(REMOVE, id=removed.id)
        await self._do(SEVERER, ids=[raised.id])
        self.removed.add(removed.id)
        self.raised.add(raised.id)
        await self.world.indexed()

    async def _do(self, mutation: str, **given: object) -> None:
        given["findingId"] = self.finding.id
        answer = await self.world.ask(mutation, token=self.token, **given)
        assert answer.errors == ()


def some(tenant: Tenant, finding: Finding, number: int) -> Vulnerability:
    """Return a vulnerability whose date, score and place lie anywhere among those of others."""
    made = a_vulnerability(tenant, finding, number)
    where = f"app/{number * 7 % 10}.py"
    return replace(
        made,
        created_at=START + timedelta(minutes=number * 53 % 40),
        severity=Severity(score=number * 37 % 80 / 10),
        state=replace(made.state, where=where),
    )


async def a_scene(world: World) -> tuple[Writers, Person, set[str]]:
    tenant = await a_tenant(world)
    finding = a_finding(tenant, 1)
    known = [some(tenant, finding, number) for number in range(MANY)]
    await put_findings(world, finding)
    await put_vulnerabilities(world, *known)
    await world.indexed()
    writer = await a_person(world, Roles(platform=PlatformRole.ADMIN))
    # Some from everywhere, so that they are written before, at and after the page that is read.
    left = sorted(known, key=lambda each: each.id[::-1])
    writers = Writers(world=world, token=writer.token, tenant=tenant, finding=finding, left=left)
    reader = await a_person(world, member_of(tenant, GroupRole.USER))
    return writers, reader, {each.id for each in known}


@pytest.mark.parametrize(
    "order",
    [
        (),
        ({"field": "SEVERITY", "direction": "DESC"}, {"field": "WHERE"}),
        ({"field": "WHERE", "direction": "DESC"},),
        ({"field": "ROOT_NICKNAME"}, {"field": "CREATED_AT"}),
    ],
    ids=["newest", "severest", "place", "root"],
)
async def test_each_that_was_there_throughout_is_seen_once_while_others_write(
    streamed_world: World, order: Sequence[dict[str, str]]
) -> None:
    world = streamed_world
    writers, reader, known = await a_scene(world)
    pages: list[dict[str, Any]] = []
    while not pages or pages[-1]["pageInfo"]["hasNextPage"]:
        after = pages[-1]["pageInfo"]["endCursor"] if pages else None
        answer, _ = await asyncio.gather(
            world.ask(READ, token=reader.token, after=after, orderBy=order or None),
            writers(len(pages)),
        )
        pages.append(answer["vulnerabilities"])

    seen = Counter(edge["node"]["id"] for page in pages for edge in page["edges"])

    moved = writers.raised if any(each["field"] == "SEVERITY" for each in order) else set()
    stayed = known - writers.removed - moved
    assert len(pages) > MANY // PAGE
    assert len(stayed) > MANY / 2
    assert {id_: seen[id_] for id_ in stayed} == dict.fromkeys(stayed, 1)
