"""validateGitAccess, and the credentials of addGitRoot and updateGitRoot."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pytest

from db_model.access.types import GroupRole, OrganizationRole
from functional.conftest import Budget
from gitserver import HOST, USER, GitServer, git_server
from people import Person, Tenant, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, nothing_written, refusal
from repositories.check import Git
from secrecy import HTTPS, KEY, PASSWORD, PRIVATE, TOKEN, credentials_of, do
from store.counting import Counts
from world import Answer, World, served

NOT_ACCESSIBLE = (
    "Exception - Git repository was not accessible with given credentials",
    "INVALID",
)
NOT_FOUND = ("Exception - Access denied or credential not found", "NOT_FOUND")
NO_BRANCH = ("Exception - Branch not found", "INVALID")
RIGHT: Final = {"type": "HTTPS", "user": USER, "password": PASSWORD}
NEW: Final = {**RIGHT, "name": "new"}
VALIDATE = """
mutation (
  $groupName: String $url: String! $branch: String! $credentials: RootCredentialsInput!
) {
  validateGitAccess(
    groupName: $groupName url: $url branch: $branch credentials: $credentials
  ) { success }
}
"""
ADD = """
mutation (
  $groupName: String! $url: String! $branch: String! $vpn: Boolean
  $credentials: RootCredentialsInput
) {
  addGitRoot(
    groupName: $groupName url: $url branch: $branch credentials: $credentials useVpn: $vpn
    environment: "production" includesHealthCheck: false gitignore: []
  ) { success rootId }
}
"""
UPDATE = """
mutation ($groupName: String! $id: ID! $url: String! $branch: String! %s) {
  updateGitRoot(
    groupName: $groupName id: $id url: $url branch: $branch environment: "production"
    includesHealthCheck: false gitignore: [] %s
  ) { success }
}
"""
READ = """
query ($groupName: String!, $rootId: ID!) { root(groupName: $groupName, rootId: $rootId) {
  ... on GitRoot { credentials { name owner } }
} }
"""


@dataclass(frozen=True, slots=True)
class Scene:
    """``owner`` has the credentials ``clone`` in the organization, ``user`` may add roots."""

    world: World
    server: GitServer
    tenant: Tenant
    owner: Person
    user: Person

    async def validate(self, person: Person | None, **given: Any) -> Answer:
        variables = {"url": self.server.url, "branch": "main", "credentials": RIGHT} | given
        token = person.token if person else None
        return await self.world.ask(VALIDATE, token=token, **variables)

    async def add(self, person: Person, **given: Any) -> Answer:
        variables = {
            "groupName": self.tenant.group.name,
            "url": self.server.url,
            "branch": "main",
            "credentials": NEW,
        }
        return await self.world.ask(ADD, token=person.token, **(variables | given))

    async def update(self, person: Person, id_: str, **given: Any) -> Answer:
        told = "credentials" in given
        document = UPDATE % (
            ("$credentials: RootCredentialsInput", "credentials: $credentials")
            if told
            else ("", "")
        )
        variables = {
            "groupName": self.tenant.group.name,
            "id": id_,
            "url": self.server.url,
            "branch": "main",
        }
        return await self.world.ask(document, token=person.token, **(variables | given))

    async def held(self, id_: str) -> dict[str, str] | None:
        answer = await self.world.ask(
            READ, token=self.owner.token, groupName=self.tenant.group.name, rootId=id_
        )
        found: dict[str, str] | None = answer["root"]["credentials"]
        return found

    async def known(self) -> str:
        """Return the id of the owner's credentials."""
        held = await credentials_of(self.world, self.tenant, self.owner)
        return str(next(each["id"] for each in held if each["name"] == "clone"))


@pytest.fixture
async def scene(world: World, tmp_path: Path) -> AsyncIterator[Scene]:
    tenant = await a_tenant(world)
    manager = member_of(tenant, organization_role=OrganizationRole.USER_MANAGER)
    owner = await a_person(world, manager)
    user = await a_person(world, member_of(tenant, GroupRole.USER))
    folder = tmp_path / "git"
    folder.mkdir()
    with git_server(folder, (USER, PASSWORD), ("x-token-auth", TOKEN)) as server:
        service = replace(world.service, git=server.git)
        async with served(service) as (app, client):
            reached = replace(world, app=app, service=service, _client=client)
            await do(
                reached,
                "addCredentials",
                owner,
                organizationId=tenant.organization.id,
                credentials=HTTPS,
            )
            yield Scene(reached, server, tenant, owner, user)


async def test_a_branch_is_reached_and_nothing_is_kept(scene: Scene) -> None:
    id_ = await scene.known()
    async with nothing_written(scene.world):
        told = await scene.validate(scene.user)
        known = await scene.validate(
            scene.owner, credentials={"id": id_}, groupName=scene.tenant.group.name
        )

    assert told["validateGitAccess"] == known["validateGitAccess"] == {"success": True}


async def test_it_costs_a_get_a_thing_whatever_the_repository(scene: Scene, budget: Budget) -> None:
    known = {"id": await scene.known()}
    group = {"groupName": scene.tenant.group.name}

    with budget("validateGitAccess", Counts(gets=1, queries=1)):
        await scene.validate(scene.owner)
    with budget("validateGitAccess by id", Counts(gets=4, queries=1)):
        await scene.validate(scene.owner, credentials=known, **group)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"branch": "nothing"}, NO_BRANCH),
        ({"branch": "--upload-pack=id"}, ("Exception - Error value is not valid", "INVALID")),
        ({"url": "https://"}, ("Exception - Error value is not valid", "INVALID")),
        ({"url": f"https://{HOST}:1/app.git"}, NOT_ACCESSIBLE),
        ({"url": "https://169.254.169.254/latest/meta-data"}, NOT_ACCESSIBLE),
        ({"url": "http://example.com/app"}, NOT_ACCESSIBLE),
        ({"credentials": {"type": "HTTPS", "token": "wrong"}}, NOT_ACCESSIBLE),
        ({"credentials": {"type": "SSH", "key": KEY}}, NOT_ACCESSIBLE),
        ({"credentials": {}}, ("Exception - Field type is invalid", "INVALID")),
        ({"credentials": {"id": "nothing"}}, NOT_FOUND),
    ],
)
async def test_what_cannot_be_reached_is_told(
    scene: Scene, given: dict[str, Any], told: tuple[str, str]
) -> None:
    assert refusal(await scene.validate(scene.owner, **given)) == told


async def test_who_may_not_tries_nothing_in_a_group(scene: Scene) -> None:
    stranger = await a_person(scene.world, member_of(await a_tenant(scene.world, name="evil")))
    unfit = await a_person(scene.world, member_of(scene.tenant, GroupRole.HACKER))
    group = {"groupName": scene.tenant.group.name}

    nobody = await scene.validate(None, **group)
    foreign = await scene.validate(stranger, **group)
    absent = await scene.validate(stranger, groupName="nowhere")
    denied = await scene.validate(unfit, **group)

    assert refusal(nobody) == LOGIN_REQUIRED
    assert refusal(foreign) == refusal(denied) == ACCESS_DENIED
    assert foreign == absent
    assert scene.server.asked == []


async def test_credentials_are_shown_to_no_host_that_their_owner_did_not_choose(
    scene: Scene,
) -> None:
    known = {"id": await scene.known()}
    group = {"groupName": scene.tenant.group.name}

    tried = await scene.validate(scene.user, credentials=known, **group)
    added = await scene.add(scene.user, credentials=known)
    assert scene.server.asked == []
    first = await scene.add(scene.owner, credentials=known)
    after = await scene.validate(scene.user, credentials=known, **group)
    elsewhere = await scene.update(
        scene.user, first["addGitRoot"]["rootId"], url="https://evil.example.com/app"
    )

    assert refusal(tried) == refusal(added) == refusal(elsewhere) == NOT_FOUND
    assert after["validateGitAccess"] == {"success": True}


async def test_a_root_has_the_credentials_that_it_was_added_with(scene: Scene) -> None:
    answer = await scene.add(scene.user)

    id_ = answer["addGitRoot"]["rootId"]
    assert await scene.held(id_) == {"name": "new", "owner": scene.user.email}
    held = await credentials_of(scene.world, scene.tenant, scene.owner, "name")
    assert sorted(each["name"] for each in held) == ["clone", "new"]
    (own,) = [
        each
        for each in (
            await scene.world.ask(
                "query ($id: String!) { organization(organizationId: $id) "
                f"{{ credentials {{ name {PRIVATE} }} }} }}",
                token=scene.user.token,
                id=scene.tenant.organization.id,
            )
        ).data["organization"]["credentials"]  # type: ignore[index]
        if each["name"] == "new"
    ]
    assert (own["user"], own["password"]) == (USER, PASSWORD)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"branch": "nothing"}, NO_BRANCH),
        ({"credentials": {**NEW, "password": PASSWORD + "x"}}, NOT_ACCESSIBLE),
        ({"credentials": RIGHT}, ("Exception - Field name is invalid", "INVALID")),
        (
            {"credentials": {**NEW, "name": "clone"}},
            ("Exception - A credential exists with the same name", "CONFLICT"),
        ),
        ({"credentials": {"id": "nothing"}}, NOT_FOUND),
    ],
)
async def test_a_root_that_cannot_be_reached_is_not_added(
    scene: Scene, given: dict[str, Any], told: tuple[str, str]
) -> None:
    async with nothing_written(scene.world):
        answer = await scene.add(scene.user, **given)

    assert refusal(answer) == told


async def test_what_is_behind_a_vpn_is_not_tried(scene: Scene) -> None:
    answer = await scene.add(scene.user, url="https://inner.example.com/app", vpn=True)

    assert answer["addGitRoot"]["success"]
    assert scene.server.asked == []


async def test_what_is_not_told_stays_and_null_clears(scene: Scene) -> None:
    id_ = (await scene.add(scene.user))["addGitRoot"]["rootId"]

    await scene.update(scene.user, id_, branch="next/one")
    stays = await scene.held(id_)
    await scene.update(scene.user, id_, credentials=None)
    cleared = await scene.held(id_)
    await scene.update(scene.owner, id_, credentials={"id": await scene.known()})
    chosen = await scene.held(id_)

    assert stays == {"name": "new", "owner": scene.user.email}
    assert cleared is None
    assert chosen == {"name": "clone", "owner": scene.owner.email}


async def test_a_root_whose_credentials_were_removed_has_none(scene: Scene) -> None:
    known = await scene.known()
    id_ = (await scene.add(scene.owner, credentials={"id": known}))["addGitRoot"]["rootId"]

    await do(
        scene.world,
        "removeCredentials",
        scene.owner,
        organizationId=scene.tenant.organization.id,
        credentialsId=known,
    )

    assert await scene.held(id_) is None
    assert refusal(await scene.add(scene.owner, credentials={"id": known})) == NOT_FOUND


def test_a_service_reaches_no_inner_host_by_itself() -> None:
    assert Git().access.internal == frozenset()
