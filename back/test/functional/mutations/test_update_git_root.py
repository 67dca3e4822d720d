"""updateGitRoot."""

from dataclasses import replace

import pytest

from db_model.access.types import GroupRole
from db_model.roots.types import RootStatus
from db_model.roots.update import updated
from people import Person, Tenant, a_person, a_tenant, member_of
from populations import a_finding, a_vulnerability, put, put_findings, put_vulnerabilities
from refusals import (
    ACCESS_DENIED,
    LOGIN_REQUIRED,
    ROOT_NOT_FOUND,
    Refusal,
    nothing_written,
    refusal,
)
from scoping import some_hosts
from world import Answer, World

UPDATE = """
mutation (
  $groupName: String! $id: ID! $url: String! $branch: String! $environment: String!
  $includesHealthCheck: Boolean! $gitignore: [String!]! $nickname: String $useVpn: Boolean
  $credentials: RootCredentialsInput
) {
  updateGitRoot(
    groupName: $groupName id: $id url: $url branch: $branch environment: $environment
    includesHealthCheck: $includesHealthCheck gitignore: $gitignore nickname: $nickname
    useVpn: $useVpn credentials: $credentials
  ) { success }
}
"""
ADD = """
mutation ($groupName: String!, $url: String!, $branch: String!) { addGitRoot(
  groupName: $groupName url: $url branch: $branch environment: "production"
  includesHealthCheck: false gitignore: []
) { rootId } }
"""
READ = """
query ($groupName: String!, $rootId: ID!) {
  root(groupName: $groupName, rootId: $rootId) { ... on GitRoot {
    nickname url branch environment includesHealthCheck gitignore useVpn lastEditedBy
    lastStateStatusUpdate historicState { nickname branch url modifiedBy useVpn }
  } }
}
"""
URL = "https://git.example.com/acmeapp"
BAD_VALUE = ("Exception - Error value is not valid", "INVALID")
DENIED = ("Exception - Error permission denied", "ACCESS_DENIED")
EXISTS = ("Exception - Root with the same URL/branch already exists", "CONFLICT")
NAMED = ("Exception - Root with the same nickname already exists", "CONFLICT")
REPORTED = ("Exception - A root with reported vulns can't be updated", "CONFLICT")


async def _scene(world: World, role: GroupRole = GroupRole.USER_MANAGER) -> tuple[Tenant, Person]:
    tenant = await a_tenant(world)
    return tenant, await a_person(world, member_of(tenant, role))


async def _update(world: World, tenant: Tenant, person: Person | None, **given: object) -> Answer:
    variables: dict[str, object] = {
        "groupName": tenant.group.name,
        "id": tenant.root.id,
        "url": URL,
        "branch": "main",
        "environment": "production",
        "includesHealthCheck": False,
        "gitignore": [],
    }
    token = person.token if person else None
    return await world.ask(UPDATE, token=token, **(variables | given))


async def _add(world: World, tenant: Tenant, person: Person, url: str, branch: str) -> str:
    answer = await world.ask(
        ADD, token=person.token, groupName=tenant.group.name, url=url, branch=branch
    )
    return str(answer["addGitRoot"]["rootId"])


async def test_all_of_it_is_changed_and_its_history_told(world: World) -> None:
    tenant, person = await _scene(world)
    new = {
        "nickname": "shop",
        "url": "https://git.example.com/shop.git",
        "branch": "trunk",
        "environment": "staging",
        "includesHealthCheck": True,
        "gitignore": ["docs/*"],
        "useVpn": True,
    }

    answer = await _update(world, tenant, person, **new)

    read = await world.ask(
        READ, token=person.token, groupName=tenant.group.name, rootId=tenant.root.id
    )
    was = {"nickname": "acmeapp", "branch": "main", "url": URL, "useVpn": False}
    now = {name: new[name] for name in was}
    assert answer["updateGitRoot"] == {"success": True}
    assert read["root"] == new | {
        "lastEditedBy": person.email,
        "lastStateStatusUpdate": "2026-03-02T09:30:00",
        "historicState": [
            was | {"modifiedBy": tenant.root.created_by},
            now | {"modifiedBy": person.email},
        ],
    }


async def test_what_is_not_told_stays_as_it_is(world: World) -> None:
    tenant, person = await _scene(world)
    await _update(world, tenant, person, nickname="shop", useVpn=True, gitignore=["docs/*"])
    user = await a_person(world, member_of(tenant, GroupRole.RESOURCER))

    async with nothing_written(world):
        same = await _update(world, tenant, user, gitignore=["docs/*"])
    await _update(world, tenant, user, gitignore=["docs/*"], branch="trunk", nickname=None)

    read = await world.ask(
        READ, token=person.token, groupName=tenant.group.name, rootId=tenant.root.id
    )
    assert same["updateGitRoot"] == {"success": True}
    assert (read["root"]["nickname"], read["root"]["useVpn"]) == ("shop", True)
    assert (read["root"]["branch"], read["root"]["gitignore"]) == ("trunk", ["docs/*"])


async def test_what_a_root_held_is_free_once_it_is_another(world: World) -> None:
    tenant, person = await _scene(world)
    id_ = await _add(world, tenant, person, "https://git.example.com/one", "main")

    for url, branch in ((f"{URL}s", "main"), (f"{URL}s", "trunk")):
        answer = await _update(world, tenant, person, id=id_, url=url, branch=branch)
        assert answer["updateGitRoot"] == {"success": True}

    again = await _add(world, tenant, person, "https://git.example.com/two", "main")
    old = await _update(world, tenant, person, id=again, url="https://git.example.com/one")
    assert old["updateGitRoot"] == {"success": True}


async def test_what_another_root_holds_is_refused(world: World) -> None:
    tenant, person = await _scene(world)
    await _add(world, tenant, person, "https://git.example.com/one", "main")

    async with nothing_written(world):
        url = await _update(world, tenant, person, url="https://GIT.example.com/one.git")
        name = await _update(world, tenant, person, nickname="one")

    assert refusal(url) == EXISTS
    assert refusal(name) == NAMED


async def test_a_root_with_reported_vulnerabilities_stays_of_its_repository(world: World) -> None:
    tenant, person = await _scene(world)
    finding = a_finding(tenant)
    await put_findings(world, finding)
    await put_vulnerabilities(world, a_vulnerability(tenant, finding))

    async with nothing_written(world):
        other = await _update(world, tenant, person, url="https://git.example.com/other")
    spelling = await _update(world, tenant, person, url=f"{URL}.git", branch="trunk")

    assert refusal(other) == REPORTED
    assert spelling["updateGitRoot"] == {"success": True}


async def test_another_kind_and_one_that_is_not_tested_are_refused(world: World) -> None:
    tenant, person = await _scene(world)
    hosts = await some_hosts(world, tenant, person.email)
    was = tenant.root
    state = replace(was.state, status=RootStatus.INACTIVE)
    await put(world, [*updated(was, replace(was, state=state, version=was.version + 1))])

    async with nothing_written(world):
        other = await _update(world, tenant, person, groupName=hosts.group.name, id=hosts.ip.id)
        inactive = await _update(world, tenant, person)

    assert refusal(other) == ("Exception - A git root is required", "INVALID")
    assert refusal(inactive) == ("Exception - The root is not active", "INVALID")


async def test_patterns_of_files_need_a_right_of_their_own(world: World) -> None:
    tenant, person = await _scene(world, GroupRole.USER)

    async with nothing_written(world):
        answer = await _update(world, tenant, person, gitignore=["docs/*"])

    assert refusal(answer) == DENIED


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"url": "ftp://git.example.com/shop"}, BAD_VALUE),
        ({"branch": "a..b"}, BAD_VALUE),
        ({"nickname": "my shop"}, BAD_VALUE),
        ({"environment": " "}, ("Exception - Field cannot fill with blank characters", "INVALID")),
        (
            {"gitignore": ["acmeapp/docs"]},
            ("Exception - Root name should not be included in the exception pattern", "INVALID"),
        ),
        (
            {"credentials": {"token": "secret"}},
            ("Exception - Field name is invalid", "INVALID"),
        ),
        ({"id": "nothing"}, ROOT_NOT_FOUND),
    ],
)
async def test_bad_input_is_refused(world: World, given: dict[str, object], told: Refusal) -> None:
    tenant, person = await _scene(world)

    async with nothing_written(world):
        answer = await _update(world, tenant, person, **given)

    assert refusal(answer) == told


async def test_who_may_not_changes_none_and_learns_nothing(world: World) -> None:
    tenant, person = await _scene(world, GroupRole.HACKER)
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))

    async with nothing_written(world):
        nobody = await _update(world, tenant, None)
        unfit = await _update(world, tenant, person)
        foreign = await _update(world, tenant, stranger)
        absent = await _update(world, tenant, stranger, groupName="nowhere")

    assert refusal(nobody) == LOGIN_REQUIRED
    assert refusal(unfit) == refusal(foreign) == ACCESS_DENIED
    assert foreign == absent
