"""Mutations that arrive twice: done once, and answered as they were."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from app.world import Service
from cutting import Cut, cut_at
from db_model.access.types import GroupRole, OrganizationRole
from db_model.stakeholders.types import PlatformRole
from functional.conftest import Budget
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from populations import a_finding, a_vulnerability, put_findings, put_vulnerabilities
from reporting import IMPORT_REPORT
from reviewing import CLOSE
from sarif import Hit, a_report
from settings import Repeats
from store.counting import Counts
from world import API, LENIENT, START, Answer, World, one_world, served

ADD_ROOT: Final = """
mutation ($groupName: String!, $url: String!) { addGitRoot(
  groupName: $groupName url: $url branch: "main"
  environment: "production" includesHealthCheck: false gitignore: []
) { success rootId } }
"""
ADD_TOKEN: Final = """
mutation ($expires: Int!) {
  addAccessToken(expirationTime: $expires, name: "CI") { success sessionJwt }
}
"""
GRANT: Final = """
mutation ($groupName: String!) { grantStakeholderAccess(
  email: "bob@example.com" groupName: $groupName responsibility: "Tester" role: USER
) { success grantedStakeholder { email } } }
"""
REMOVE: Final = """
mutation ($groupName: String!) {
  removeStakeholderAccess(groupName: $groupName userEmail: "bob@example.com") { success }
}
"""
ADD_TWO: Final = """
mutation {
  one: addOrganization(country: "Peru", name: "first") { success organization { id } }
  two: addOrganization(country: "Peru", name: "second") { success organization { id } }
}
"""
LOST: Final = (
    "The request was begun before and its answer is lost; "
    "see what it did before asking again with another key"
)
URL: Final = "https://git.example.com/shop"
HELD: Final = timedelta(hours=48)


@pytest.fixture
async def repeating(tmp_path: Path) -> AsyncIterator[World]:
    """Give a service that knows requests again without a key, as it does by default."""
    async with one_world(tmp_path, settings=replace(LENIENT, repeats=Repeats())) as made:
        yield made


async def _manager(world: World) -> tuple[Tenant, Person]:
    tenant = await a_tenant(world)
    roles = member_of(tenant, GroupRole.USER_MANAGER, OrganizationRole.USER_MANAGER)
    return tenant, await a_person(world, roles)


async def _add(
    world: World, tenant: Tenant, person: Person, key: str | None = "k", url: str = URL
) -> Answer:
    name = tenant.group.name
    return await world.known_by(key).ask(ADD_ROOT, token=person.token, groupName=name, url=url)


async def _count(world: World, kind: str) -> int:
    return [item.kind for item in (await world.contents()).values()].count(kind)


def _told(answer: Answer) -> tuple[int, list[str]]:
    return answer.status, answer.codes


async def test_a_repeat_changes_nothing_and_gets_the_same_answer(world: World) -> None:
    tenant, person = await _manager(world)

    first = await _add(world, tenant, person)
    before = await world.contents()
    again = await _add(world, tenant, person)
    quoted = await _add(world, tenant, person, '"k"')

    assert first["addGitRoot"]["success"]
    assert again == quoted == first
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert await world.contents() == before


async def test_a_key_is_known_for_two_days(world: World) -> None:
    tenant, person = await _manager(world)
    first = await _add(world, tenant, person)

    world.clock.advance(HELD - timedelta(minutes=1))
    late = await _add(world, tenant, person)
    world.clock.advance(timedelta(minutes=2))
    too_late = await _add(world, tenant, person)

    assert late == first
    assert too_late.codes == ["CONFLICT"]


async def test_a_key_of_another_request_is_refused(world: World) -> None:
    tenant, person = await _manager(world)
    await _add(world, tenant, person)
    before = await world.contents()

    answer = await _add(world, tenant, person, url=f"{URL}-other")

    assert _told(answer) == (422, ["KEY_REUSED"])
    assert answer.messages == ["The Idempotency-Key was used for another request"]
    assert await world.contents() == before


async def test_a_key_is_one_callers_own(world: World) -> None:
    tenant, person = await _manager(world)
    other = await a_person(world, member_of(tenant))
    first = await _add(world, tenant, person)

    answer = await _add(world, tenant, other, url=f"{URL}-other")

    assert answer["addGitRoot"]["success"]
    assert answer["addGitRoot"] != first["addGitRoot"]


async def test_what_was_refused_may_be_asked_again_with_its_key(world: World) -> None:
    tenant, person = await _manager(world)
    before = await world.contents()

    refused = await _add(world, tenant, person, url="nonsense")
    stood = await world.contents()
    answer = await _add(world, tenant, person)

    assert refused.codes == ["INVALID"]
    assert stood == before
    assert answer["addGitRoot"]["success"]


async def test_a_bad_key_changes_nothing(world: World) -> None:
    tenant, person = await _manager(world)
    before = await world.contents()

    answer = await _add(world, tenant, person, "x" * 256)

    assert _told(answer) == (400, ["INVALID"])
    assert await world.contents() == before


async def test_twenty_at_once_with_one_key_have_one_effect(world: World) -> None:
    tenant, person = await _manager(world)

    answers = await asyncio.gather(*(_add(world, tenant, person) for _ in range(20)))
    last = await _add(world, tenant, person)

    done = [answer for answer in answers if not answer.errors]
    others = {_told(answer)[0] for answer in answers if answer.errors}
    assert last["addGitRoot"]["success"]
    assert done
    assert all(answer == last for answer in done)
    assert others <= {409}
    assert await _count(world, "git-root") == 1 + 1  # the tenant's own


async def test_several_mutations_of_a_document_are_answered_again_together(world: World) -> None:
    person = await a_person(world, Roles(platform=PlatformRole.ADMIN))

    first = await world.known_by("k").ask(ADD_TWO, token=person.token)
    again = await world.known_by("k").ask(ADD_TWO, token=person.token)

    assert first.errors == ()
    assert again == first
    assert await _count(world, "organization") == 2


async def test_what_was_half_done_is_answered_as_it_was(world: World) -> None:
    person = await a_person(world, Roles(platform=PlatformRole.ADMIN))
    taken = ADD_TWO.replace("second", "first")

    first = await world.known_by("k").ask(taken, token=person.token)
    again = await world.known_by("k").ask(taken, token=person.token)

    assert first.messages == ["Name taken"]
    assert again == first
    assert again.headers["idempotency-replayed"] == "true"
    assert await _count(world, "organization") == 1


async def test_chunks_of_many_are_decided_once(world: World) -> None:
    tenant, _ = await _manager(world)
    person = await a_person(world, Roles(platform=PlatformRole.ADMIN))
    finding = a_finding(tenant, 1)
    known = [a_vulnerability(tenant, finding, number) for number in range(60)]
    await put_findings(world, finding)
    await put_vulnerabilities(world, *known)
    asked = {"findingId": finding.id, "vulnerabilities": [each.id for each in known]}

    first = await world.known_by("k").ask(CLOSE, token=person.token, **asked)
    before = await world.contents()
    again = await world.known_by("k").ask(CLOSE, token=person.token, **asked)

    assert len(first["closeVulnerabilities"]["results"]) == 60
    assert again == first
    assert await world.contents() == before


async def test_a_report_is_imported_once_a_key(world: World) -> None:
    tenant, person = await _manager(world)
    asked = {"groupName": tenant.group.name, "rootNickname": tenant.root.state.nickname}

    async def send(hits: int) -> Answer:
        report = a_report([Hit()] * hits)
        return await world.known_by("k").upload(
            IMPORT_REPORT, token=person.token, report=report, **asked
        )

    first, again, other = await send(1), await send(1), await send(2)

    assert again["importReport"]["import"]["id"] == first["importReport"]["import"]["id"]
    assert _told(other) == (422, ["KEY_REUSED"])
    assert await _count(world, "import") == 1


async def test_a_secret_is_not_kept_and_not_made_twice(world: World) -> None:
    person = await a_person(world)
    expires = int(START.timestamp()) + 86_400

    first = await world.known_by("k").ask(ADD_TOKEN, token=person.token, expires=expires)
    again = await world.known_by("k").ask(ADD_TOKEN, token=person.token, expires=expires)

    text = first["addAccessToken"]["sessionJwt"]
    assert text
    assert not any(text.encode() in item.body for item in (await world.contents()).values())
    assert _told(again) == (409, ["ALREADY_DONE"])
    assert "a secret, which is shown only once" in again.messages[0]
    assert await _count(world, "api-token") == 2  # with the one that asks


async def test_another_token_is_told_only_that_it_was_done(world: World) -> None:
    tenant, person = await _manager(world)
    expires = int(START.timestamp()) + 86_400
    made = await world.ask(ADD_TOKEN, token=person.token, expires=expires)
    other = Person(email=person.email, token=made["addAccessToken"]["sessionJwt"])

    await _add(world, tenant, person)
    before = await world.contents()
    answer = await _add(world, tenant, other)

    assert _told(answer) == (409, ["ALREADY_DONE"])
    assert await world.contents() == before


async def _take_away(world: World, tenant: Tenant, person: Person) -> None:
    remover = await a_person(world, member_of(tenant))
    answer = await world.ask(
        "mutation ($groupName: String!, $email: String!) { "
        "removeStakeholderAccess(groupName: $groupName userEmail: $email) { success } }",
        token=remover.token,
        groupName=tenant.group.name,
        email=person.email,
    )
    assert answer["removeStakeholderAccess"]["success"]


async def test_who_lost_a_right_since_is_told_only_that_it_was_done(world: World) -> None:
    tenant, person = await _manager(world)
    await _add(world, tenant, person)
    await _take_away(world, tenant, person)

    answer = await _add(world, tenant, person)

    assert _told(answer) == (409, ["ALREADY_DONE"])


@pytest.mark.parametrize("commit", [1, 2])
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_repeat_is_told_the_truth_wherever_the_process_ended(
    world: World, moment: str, commit: int
) -> None:
    tenant, person = await _manager(world)
    await world.ask("{ me { userEmail } }", token=person.token)  # records the token's use
    asked = {"groupName": tenant.group.name, "url": URL}

    with pytest.raises(Cut):
        await _asked_of(_cut(world, moment, commit), ADD_ROOT, person, asked)
    at_once = await _add(world, tenant, person)
    world.clock.advance(timedelta(minutes=2))
    later = await _add(world, tenant, person)

    match commit, moment:
        case 1, "before":  # nothing was done, so it is done now
            assert at_once["addGitRoot"]["success"]
            assert later == at_once
        case 2, "after":  # all was done, and what was answered is known
            assert at_once["addGitRoot"]["success"]
            assert at_once.headers["idempotency-replayed"] == "true"
        case _:  # it was done, and nobody knows what was answered
            assert _told(at_once) == (409, ["IN_PROGRESS"])
            assert at_once.headers["retry-after"] == "1"
            assert _told(later) == (409, ["ALREADY_DONE"])
            assert later.messages == [LOST]
    assert await _count(world, "git-root") == 1 + 1


def _cut(world: World, moment: str, commit: int) -> Service:
    service = world.service
    store = cut_at(service.engines.store, moment, commit=commit)
    return replace(service, engines=replace(service.engines, store=store), used=service.used)


async def _asked_of(
    service: Service, query: str, person: Person, variables: Mapping[str, object]
) -> None:
    async with served(service) as (_, client):
        await client.post(
            API,
            json={"query": query, "variables": variables},
            headers={"Authorization": f"Bearer {person.token}", "Idempotency-Key": "k"},
        )


async def test_without_a_key_what_adds_is_known_again_for_a_minute(repeating: World) -> None:
    tenant, person = await _manager(repeating)

    first = await _add(repeating, tenant, person, None)
    again = await _add(repeating, tenant, person, None)
    other = await _add(repeating, tenant, person, None, url=f"{URL}-other")
    repeating.clock.advance(timedelta(seconds=62))
    later = await _add(repeating, tenant, person, None)

    assert again == first
    assert other["addGitRoot"] != first["addGitRoot"]
    assert later.codes == ["CONFLICT"]


async def test_without_a_key_only_what_adds_is_known_again(repeating: World) -> None:
    tenant, person = await _manager(repeating)
    name = tenant.group.name
    await repeating.ask(GRANT, token=person.token, groupName=name)

    first = await repeating.ask(REMOVE, token=person.token, groupName=name)
    again = await repeating.ask(REMOVE, token=person.token, groupName=name)

    assert first.errors == ()
    assert again.errors


async def test_what_was_removed_meanwhile_is_added_again(repeating: World) -> None:
    tenant, person = await _manager(repeating)
    name = tenant.group.name

    for _ in range(3):
        granted = await repeating.ask(GRANT, token=person.token, groupName=name)
        repeated = await repeating.ask(GRANT, token=person.token, groupName=name)
        removed = await repeating.ask(REMOVE, token=person.token, groupName=name)
        assert (granted.errors, repeated, removed.errors) == ((), granted, ())
    await repeating.ask(GRANT, token=person.token, groupName=name)

    kinds = [item.kind for key, item in (await repeating.contents()).items() if "bob" in key.pk]
    assert kinds.count("group-access") == 1


async def test_without_a_key_a_right_that_was_lost_decides_at_once(repeating: World) -> None:
    tenant, person = await _manager(repeating)
    await _add(repeating, tenant, person, None)
    await _take_away(repeating, tenant, person)

    answer = await _add(repeating, tenant, person, None)

    assert answer.codes == ["ACCESS_DENIED"]


async def test_a_repeat_costs_a_read_and_a_first_request_a_read_and_a_write(
    world: World, budget: Budget
) -> None:
    tenant, person = await _manager(world)
    await _add(world, tenant, person, None, url=f"{URL}-first")

    # Two of the gets and a query are to sign in and to see who may; see ``operations``.
    with budget("addGitRoot without a key", Counts(gets=3, queries=2, commits=1)) as without:
        await _add(world, tenant, person, None, url=f"{URL}-second")
    with budget("addGitRoot with a key", Counts(gets=4, queries=2, commits=2)) as first:
        await _add(world, tenant, person)
    with budget("addGitRoot again", Counts(gets=2, queries=1, commits=0)):
        await _add(world, tenant, person)

    assert (first.gets - without.gets, first.commits - without.commits) == (1, 1)
