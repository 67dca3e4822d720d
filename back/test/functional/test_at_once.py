"""Requests at the same time: what may be there once is there once, whoever was faster."""

import asyncio

from people import a_person, a_tenant, member_of
from reporting import counts, send_report, stored
from sarif import Hit, a_report
from world import START, Answer, World

ADD = """
mutation ($name: String!) { addOrganization(name: $name, country: "Peru") { success } }
"""
ADD_TOKEN = """
mutation ($expires: Int!) { addAccessToken(expirationTime: $expires, name: "CI") { success } }
"""
ADD_ROOT = """
mutation ($groupName: String!) { addGitRoot(
  groupName: $groupName url: "https://git.example.com/shop" branch: "main"
  environment: "production" includesHealthCheck: false gitignore: []
) { success } }
"""


def _told(answers: list[Answer]) -> list[tuple[str, ...]]:
    return sorted((*answer.messages, *answer.codes) for answer in answers)


async def test_one_of_two_organizations_gets_the_name(world: World) -> None:
    people = [await a_person(world), await a_person(world)]

    answers = await asyncio.gather(
        *(world.ask(ADD, token=person.token, name="acme") for person in people)
    )

    assert _told(answers) == [(), ("Name taken", "CONFLICT")]
    kinds = [item.kind for item in (await world.contents()).values()]
    assert kinds.count("organization") == 1


async def test_no_two_tokens_pass_the_limit_together(world: World) -> None:
    person = await a_person(world)
    expires = int(START.timestamp()) + 86_400

    answers = await asyncio.gather(
        *(world.ask(ADD_TOKEN, token=person.token, expires=expires) for _ in range(3))
    )

    full = "Exception - Could not add token, maximum number of tokens at the same time is 2"
    assert _told(answers) == [(), (full, "CONFLICT"), (full, "CONFLICT")]
    kinds = [item.kind for item in (await world.contents()).values()]
    assert kinds.count("api-token") == 2


async def test_a_repository_is_added_once(world: World) -> None:
    tenant = await a_tenant(world)
    people = [await a_person(world, member_of(tenant)) for _ in range(2)]

    answers = await asyncio.gather(
        *(world.ask(ADD_ROOT, token=each.token, groupName=tenant.group.name) for each in people)
    )

    # The other one sees the whole root, or is between two reads and sees its nickname first.
    exists = "Exception - Root with the same URL/branch already exists"
    named = "Exception - Root with the same nickname already exists"
    assert _told(answers) in ([(), (exists, "CONFLICT")], [(), (named, "CONFLICT")])
    kinds = [item.kind for item in (await world.contents()).values()]
    assert kinds.count("git-root") == 2  # the tenant's own, and the one that was added


async def test_reports_of_a_root_at_once_are_imported_one_after_the_other(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    report = a_report([Hit(line=3), Hit(line=9, rule="B102")])

    answers = await asyncio.gather(
        *(send_report(world, tenant, person.token, report) for _ in range(3))
    )

    found = [counts(answer["importReport"]["import"]) for answer in answers]
    assert sorted(found, key=str) == [{"created": 2}, {"unchanged": 2}, {"unchanged": 2}]
    assert len(await stored(world, tenant, person)) == 2
