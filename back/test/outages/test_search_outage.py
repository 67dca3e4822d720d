"""F5: OpenSearch is gone while everybody goes on working, and comes back."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from db_model.access.types import GroupRole
from db_model.findings.types import Finding
from deriving import NO_DRIFT, caught_up, drift, followed
from outages.proxy import Way, way_to
from people import Person, Tenant, a_person, a_tenant, member_of
from populations import a_finding, a_vulnerability, put_findings, put_vulnerabilities
from world import Answer, World, one_world

# The emulator of DynamoDB looks through all changes it ever held at each write.
BACKLOGS: Final = {"sqlite": 10_000, "dynamodb": 200}
MENDED_SECONDS: Final = 60
SEARCH: Final = "{ vulnerabilities(first: 1) { totalCount { value } edges { node { id } } } }"
READ: Final = "query ($id: String!) { finding(identifier: $id) { openVulnerabilities } }"
WRITE: Final = """
mutation ($group: String!, $text: String!) {
  updateGroupAccessInfo(groupName: $group groupContext: $text) { success }
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    world: World
    way: Way
    tenant: Tenant
    finding: Finding
    person: Person

    async def ask(self, query: str, **variables: object) -> Answer:
        return await self.world.ask(query, token=self.person.token, **variables)


@asynccontextmanager
async def a_scene(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    """Give a service that follows its changes, with a finding, and the way to its search."""
    async with way_to(os.environ["INTEGRATES_TEST_OPENSEARCH"]) as way:
        monkeypatch.setenv("INTEGRATES_TEST_OPENSEARCH", way.url)
        async with one_world(folder, streamed=True) as world:
            tenant = await a_tenant(world)
            finding = a_finding(tenant)
            await put_findings(world, finding)
            person = await a_person(world, member_of(tenant, GroupRole.USER_MANAGER))
            await world.indexed()
            async with followed(world):
                yield Scene(world=world, way=way, tenant=tenant, finding=finding, person=person)
            monkeypatch.undo()


def counted(answer: Answer) -> Any:
    return answer["vulnerabilities"]["totalCount"]["value"]


@pytest.mark.parametrize("store", BACKLOGS)
async def test_an_outage_holds_up_nothing_but_searches_and_is_made_up_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store: str
) -> None:
    backlog = BACKLOGS[store]
    if store == "sqlite":
        monkeypatch.delenv("INTEGRATES_TEST_DYNAMODB")
    async with a_scene(tmp_path, monkeypatch) as scene:
        world, finding = scene.world, scene.finding
        some = [a_vulnerability(scene.tenant, finding, number) for number in range(backlog)]
        await put_vulnerabilities(world, some[0])
        await caught_up(world)
        assert counted(await scene.ask(SEARCH)) == 1

        scene.way.close()
        await put_vulnerabilities(world, *some[1:])
        for number in range(20):
            wrote = await scene.ask(WRITE, group=finding.group_name, text=f"Number {number}")
            read = await scene.ask(READ, id=finding.id)
            searched = await scene.ask(SEARCH)
            assert wrote["updateGroupAccessInfo"] == {"success": True}
            assert read["finding"] == {"openVulnerabilities": backlog}
            assert (searched.codes, searched.data) == (["UNAVAILABLE"], None)

        scene.way.open()
        await caught_up(world, seconds=MENDED_SECONDS)
        assert counted(await scene.ask(SEARCH)) == backlog
        assert await drift(world) == NO_DRIFT
