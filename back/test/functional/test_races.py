"""F15: twenty at the same time; one has the effect, or each that did is seen afterwards."""

import asyncio
from typing import Final

import pytest

from db_model.codec import decode
from db_model.imports.keys import of_group
from db_model.imports.types import Import
from imports.domain import RUN
from jobs.items import job_from, job_key
from jobs.types import JobId
from jobs_by_hand import held_before
from people import Person, Tenant, a_person, a_tenant, member_of
from reporting import send_report
from sarif import Hit, a_report
from store.types import Index, Query
from world import Answer, World

pytestmark = pytest.mark.changes_db

MANY: Final = 20
CHANGED: Final = ("Exception - The data has been changed by another operation", "CONFLICT")
ADD_ORGANIZATION = """
mutation ($name: String!) { addOrganization(name: $name, country: "Peru") { success } }
"""
ADD_ROOT = """
mutation ($groupName: String!) { addGitRoot(
  groupName: $groupName url: "https://git.example.com/shop" branch: "main"
  environment: "production" includesHealthCheck: false gitignore: []
) { success } }
"""
ADD_TAG = """
mutation ($groupName: String!, $tags: [String!]!) {
  addGroupTags(groupName: $groupName, tagsData: $tags) { success }
}
"""
TAGS = "query ($name: String!) { group(groupName: $name) { tags } }"


async def members(world: World, tenant: Tenant) -> list[Person]:
    return [await a_person(world, member_of(tenant)) for _ in range(MANY)]


def told(answers: list[Answer]) -> set[tuple[str, ...]]:
    """Return what the refused were told."""
    return {(*answer.messages, *answer.codes) for answer in answers if answer.errors}


def done(answers: list[Answer]) -> int:
    return sum(not answer.errors for answer in answers)


async def test_one_of_many_gets_a_name(world: World) -> None:
    people = [await a_person(world) for _ in range(MANY)]

    answers = await asyncio.gather(
        *(world.ask(ADD_ORGANIZATION, token=each.token, name="acme") for each in people)
    )

    assert done(answers) == 1
    assert told(answers) == {("Name taken", "CONFLICT")}
    kinds = [item.kind for item in (await world.contents()).values()]
    assert kinds.count("organization") == 1
    assert kinds.count("organization-access") == 1


async def test_one_of_many_adds_a_repository(world: World) -> None:
    tenant = await a_tenant(world)
    people = await members(world, tenant)

    answers = await asyncio.gather(
        *(world.ask(ADD_ROOT, token=each.token, groupName=tenant.group.name) for each in people)
    )

    assert done(answers) == 1
    # Who sees the whole root is told of it, who is between two reads of its nickname.
    assert told(answers) <= {
        ("Exception - Root with the same URL/branch already exists", "CONFLICT"),
        ("Exception - Root with the same nickname already exists", "CONFLICT"),
    }
    kinds = [item.kind for item in (await world.contents()).values()]
    assert kinds.count("git-root") == 2  # the tenant's own, and the one that was added


async def test_no_edit_of_many_is_lost(world: World) -> None:
    tenant = await a_tenant(world)
    people = await members(world, tenant)
    tags = [f"tag-{number}" for number in range(MANY)]
    name = tenant.group.name

    answers = await asyncio.gather(
        *(
            world.ask(ADD_TAG, token=person.token, groupName=name, tags=[tag])
            for person, tag in zip(people, tags, strict=True)
        )
    )

    assert told(answers) <= {CHANGED}
    assert done(answers) >= 1
    kept = await world.ask(TAGS, token=people[0].token, name=name)
    added = {tag for tag, answer in zip(tags, answers, strict=True) if not answer.errors}
    assert set(kept["group"]["tags"]) == added


async def test_each_of_many_reports_of_a_root_is_taken(world: World) -> None:
    tenant = await a_tenant(world)
    people = await members(world, tenant)
    await held_before(world, RUN, tenant.root.id)
    report = a_report([Hit(line=3)])

    answers = await asyncio.gather(
        *(send_report(world, tenant, each.token, report, waitSeconds=0) for each in people)
    )

    assert told(answers) == set()
    sent = {answer["importReport"]["import"]["id"] for answer in answers}
    imports = await world.service.engines.store.query(
        Query(of_group(tenant.group.name), index=Index.G1)
    )
    assert {decode(Import, item).id for item in imports.items} == sent
    (wish,) = await world.service.engines.store.get([job_key(JobId(RUN, tenant.root.id))])
    assert wish is not None
    assert job_from(wish).wanted == len(sent) == MANY
