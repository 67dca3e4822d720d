"""addGitRoot."""

import pytest

from db_model.access.types import GroupRole, OrganizationRole
from people import Person, Tenant, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, Refusal, nothing_written, refusal
from world import Answer, World

ADD = """
mutation (
  $groupName: String! $url: String! $branch: String! $environment: String!
  $includesHealthCheck: Boolean! $gitignore: [String!]! $nickname: String $useVpn: Boolean
  $credentials: RootCredentialsInput
) {
  addGitRoot(
    groupName: $groupName url: $url branch: $branch environment: $environment
    includesHealthCheck: $includesHealthCheck gitignore: $gitignore nickname: $nickname
    useVpn: $useVpn credentials: $credentials
  ) { success rootId }
}
"""
READ = """
query ($groupName: String!, $rootId: ID!) {
  root(groupName: $groupName, rootId: $rootId) { ... on GitRoot {
    id nickname state url branch environment includesHealthCheck gitignore useVpn
    cloningStatus { status message commit } createdBy lastEditedBy
  } }
}
"""


async def _add(world: World, tenant: Tenant, person: Person | None, **given: object) -> Answer:
    variables: dict[str, object] = {
        "groupName": tenant.group.name,
        "url": "https://git.example.com/shop.git",
        "branch": "trunk",
        "environment": "staging",
        "includesHealthCheck": False,
        "gitignore": [],
    }
    token = person.token if person else None
    return await world.ask(ADD, token=token, **(variables | given))


async def _nickname(world: World, person: Person, tenant: Tenant, answer: Answer) -> str:
    id_ = answer["addGitRoot"]["rootId"]
    read = await world.ask(READ, token=person.token, groupName=tenant.group.name, rootId=id_)
    return str(read["root"]["nickname"])


async def test_a_branch_of_a_repository_is_added(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    answer = await _add(
        world,
        tenant,
        person,
        groupName=tenant.group.name.upper(),
        url=" https://user:secret@git.example.com/team/shop.git/ ",
        gitignore=["docs/*"],
        includesHealthCheck=True,
        useVpn=True,
    )

    id_ = answer["addGitRoot"]["rootId"]
    read = await world.ask(READ, token=person.token, groupName=tenant.group.name, rootId=id_)
    assert answer["addGitRoot"] == {"success": True, "rootId": id_}
    assert read["root"] == {
        "id": id_,
        "nickname": "shop",
        "state": "ACTIVE",
        "url": "https://git.example.com/team/shop.git",
        "branch": "trunk",
        "environment": "staging",
        "includesHealthCheck": True,
        "gitignore": ["docs/*"],
        "useVpn": True,
        "cloningStatus": {"status": "UNKNOWN", "message": "root created", "commit": None},
        "createdBy": person.email,
        "lastEditedBy": person.email,
    }


async def test_it_is_one_commit_with_its_histories_and_guards(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    before = await world.contents()

    await _add(world, tenant, person)

    after = await world.contents()
    assert sorted(after[key].kind for key in after.keys() - before.keys()) == [
        "context",
        "git-root",
        "guard",
        "guard",
        "guard",
        "root-cloning",
        "root-state",
    ]


async def test_a_nickname_that_another_host_took_gets_the_host(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await _add(world, tenant, person, url="https://one.example.com/shop")

    answer = await _add(world, tenant, person, url="https://two.example.com/shop")

    assert await _nickname(world, person, tenant, answer) == "shop_two_example"


async def test_a_nickname_may_be_chosen(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    answer = await _add(world, tenant, person, nickname="my_shop-1")

    assert await _nickname(world, person, tenant, answer) == "my_shop-1"


@pytest.mark.parametrize("role", [GroupRole.ARCHITECT, GroupRole.HACKER, GroupRole.SERVICE_FORCES])
async def test_a_role_without_the_right_adds_none(world: World, role: GroupRole) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, role))

    async with nothing_written(world):
        answer = await _add(world, tenant, person)

    assert refusal(answer) == ACCESS_DENIED


async def test_a_stranger_adds_none_and_learns_nothing(world: World) -> None:
    tenant = await a_tenant(world)
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))

    async with nothing_written(world):
        foreign = await _add(world, tenant, stranger)
        absent = await _add(world, tenant, stranger, groupName="nowhere")

    assert refusal(foreign) == ACCESS_DENIED
    assert foreign == absent


async def test_nobody_who_has_not_signed_in_adds_one(world: World) -> None:
    tenant = await a_tenant(world)

    async with nothing_written(world):
        answer = await _add(world, tenant, None)

    assert refusal(answer) == LOGIN_REQUIRED


async def test_a_token_that_was_revoked_adds_none(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await world.ask("mutation { invalidateAccessToken { success } }", token=person.token)

    async with nothing_written(world):
        answer = await _add(world, tenant, person)

    assert refusal(answer) == LOGIN_REQUIRED


async def test_patterns_of_files_need_a_right_of_their_own(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.USER))

    async with nothing_written(world):
        answer = await _add(world, tenant, person, gitignore=["docs/*"])

    assert refusal(answer) == ("Exception - Error permission denied", "ACCESS_DENIED")
    assert (await _add(world, tenant, person))["addGitRoot"]["success"] is True


EXISTS = ("Exception - Root with the same URL/branch already exists", "CONFLICT")


@pytest.mark.parametrize(
    "url", ["https://GIT.example.com/SHOP.git", "https://git.example.com/shop"]
)
async def test_a_repository_is_in_a_group_once_whatever_its_spelling_and_branch(
    world: World, url: str
) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await _add(world, tenant, person)

    async with nothing_written(world):
        answer = await _add(world, tenant, person, url=url, branch="other", nickname="other")

    assert refusal(answer) == EXISTS


async def test_a_branch_is_in_an_organization_once(world: World) -> None:
    tenant = await a_tenant(world)
    manager = OrganizationRole.USER_MANAGER
    person = await a_person(world, member_of(tenant, organization_role=manager))
    await world.ask(
        """mutation ($organization: String!) { addGroup(
          organizationName: $organization groupName: "second" description: "d"
          hasMachine: true hasSquad: true
        ) { success } }""",
        token=person.token,
        organization=tenant.organization.name,
    )
    await _add(world, tenant, person)

    async with nothing_written(world):
        same = await _add(world, tenant, person, groupName="second")
    other = await _add(world, tenant, person, groupName="second", branch="other")

    assert refusal(same) == EXISTS
    assert other["addGitRoot"]["success"] is True


async def test_a_group_that_is_tested_once_may_have_a_repository_twice(world: World) -> None:
    tenant = await a_tenant(world)
    manager = OrganizationRole.USER_MANAGER
    person = await a_person(world, member_of(tenant, organization_role=manager))
    await world.ask(
        """mutation ($organization: String!) { addGroup(
          organizationName: $organization groupName: "once" description: "d"
          hasMachine: true hasSquad: true subscription: ONESHOT service: WHITE
        ) { success } }""",
        token=person.token,
        organization=tenant.organization.name,
    )
    await _add(world, tenant, person, groupName="once")

    answer = await _add(world, tenant, person, groupName="once", nickname="again")

    assert answer["addGitRoot"]["success"] is True


@pytest.mark.parametrize(
    "given", [{"nickname": "acmeapp"}, {"url": "https://git.example.com/x/acmeapp"}]
)
async def test_a_nickname_is_one_roots(world: World, given: dict[str, object]) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    async with nothing_written(world):
        answer = await _add(world, tenant, person, **given)

    assert refusal(answer) == ("Exception - Root with the same nickname already exists", "CONFLICT")


BAD_VALUE = ("Exception - Error value is not valid", "INVALID")
BAD_LENGTH = ("Exception - Invalid field length in form", "INVALID")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"url": "not an address"}, BAD_VALUE),
        ({"url": "ftp://git.example.com/shop"}, BAD_VALUE),
        ({"url": "https:///shop"}, BAD_VALUE),
        ({"url": "https://git.example.com"}, BAD_VALUE),
        ({"url": " "}, BAD_LENGTH),
        ({"branch": "a..b"}, BAD_VALUE),
        ({"branch": "-x"}, BAD_VALUE),
        ({"branch": ""}, BAD_VALUE),
        (
            {"environment": " "},
            ("Exception - Field cannot fill with blank characters", "INVALID"),
        ),
        ({"environment": "e" * 101}, BAD_LENGTH),
        ({"environment": "=SUM(A1)"}, ("Exception - Unsanitized input found", "INVALID")),
        ({"nickname": "my shop"}, BAD_VALUE),
        ({"nickname": "n" * 129}, BAD_VALUE),
        ({"nickname": "-shop"}, ("Exception - Unsanitized input found", "INVALID")),
        (
            {"gitignore": ["/shop/docs"]},
            (
                "Exception - Root name should not be included in the exception pattern",
                "INVALID",
            ),
        ),
        ({"gitignore": [""]}, BAD_LENGTH),
        (
            {"credentials": {"type": "HTTPS", "token": "secret"}},
            ("Exception - Field name is invalid", "INVALID"),
        ),
    ],
)
async def test_bad_input_is_refused(world: World, given: dict[str, object], told: Refusal) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    async with nothing_written(world):
        answer = await _add(world, tenant, person, **given)

    assert refusal(answer) == told


async def test_a_secret_that_is_refused_is_not_told_back(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    answer = await _add(world, tenant, person, credentials={"token": "s3cr3t-canary"})

    assert "s3cr3t-canary" not in repr(answer)
