"""addGitEnvironmentUrl."""

import hashlib

import pytest

from db_model.access.types import GroupRole
from people import Person, Tenant, a_person, a_tenant, member_of
from refusals import (
    ACCESS_DENIED,
    LOGIN_REQUIRED,
    ROOT_NOT_FOUND,
    Refusal,
    nothing_written,
    refusal,
)
from secrecy import do, secrets_of
from world import Answer, World

ADD = """
mutation (
  $groupName: String! $rootId: ID! $url: String! $urlType: GitEnvironmentCloud! $cloudName: String
) {
  addGitEnvironmentUrl(
    groupName: $groupName rootId: $rootId url: $url urlType: $urlType cloudName: $cloudName
  ) { success urlId }
}
"""
READ = """
query ($groupName: String!) { group(groupName: $groupName) { roots { ... on GitRoot {
  gitEnvironmentUrls { id url urlType cloudName createdBy }
} } } }
"""
ADD_ROOT = """
mutation ($groupName: String!) { addGitRoot(
  groupName: $groupName url: "https://git.example.com/other" branch: "main"
  environment: "production" includesHealthCheck: false gitignore: []
) { rootId } }
"""
URL = "https://app.example.com/shop"


async def _scene(world: World, role: GroupRole = GroupRole.USER) -> tuple[Tenant, Person]:
    tenant = await a_tenant(world)
    return tenant, await a_person(world, member_of(tenant, role))


async def _add(world: World, tenant: Tenant, person: Person | None, **given: object) -> Answer:
    variables: dict[str, object] = {
        "groupName": tenant.group.name,
        "rootId": tenant.root.id,
        "url": URL,
        "urlType": "URL",
    }
    token = person.token if person else None
    return await world.ask(ADD, token=token, **(variables | given))


async def _read(world: World, tenant: Tenant, person: Person) -> object:
    answer = await world.ask(READ, token=person.token, groupName=tenant.group.name)
    return answer["group"]["roots"]


@pytest.mark.parametrize(
    ("url", "url_type", "cloud"),
    [(URL, "URL", None), ("app.apk", "APK", None), ("1234", "CLOUD", "AWS"), ("1", "CLOUD", None)],
)
async def test_a_place_is_told(world: World, url: str, url_type: str, cloud: str | None) -> None:
    tenant, person = await _scene(world)

    answer = await _add(world, tenant, person, url=f" {url} ", urlType=url_type, cloudName=cloud)

    id_ = hashlib.sha1(url.encode(), usedforsecurity=False).hexdigest()
    assert answer["addGitEnvironmentUrl"] == {"success": True, "urlId": id_}
    place = {
        "id": id_,
        "url": url,
        "urlType": url_type,
        "cloudName": cloud,
        "createdBy": person.email,
    }
    assert await _read(world, tenant, person) == [{"gitEnvironmentUrls": [place]}]


async def test_one_at_aws_needs_two_secrets_which_are_empty_until_they_are_told(
    world: World,
) -> None:
    tenant, person = await _scene(world, GroupRole.USER_MANAGER)

    answer = await _add(world, tenant, person, url="1234", urlType="CLOUD", cloudName="AWS")

    (place,) = (await secrets_of(world, tenant, person))["gitEnvironmentUrls"]
    assert place == {
        "id": answer["addGitEnvironmentUrl"]["urlId"],
        "secrets": [
            {"key": key, "value": "", "description": None}
            for key in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
        ],
    }


async def test_what_was_told_of_the_same_environment_of_another_root_stays(world: World) -> None:
    tenant, person = await _scene(world, GroupRole.USER_MANAGER)
    other = await world.ask(ADD_ROOT, token=person.token, groupName=tenant.group.name)
    place = {"url": "1234", "urlType": "CLOUD", "cloudName": "AWS"}
    id_ = (await _add(world, tenant, person, **place))["addGitEnvironmentUrl"]["urlId"]
    secret = {"groupName": tenant.group.name, "urlId": id_, "key": "AWS_ACCESS_KEY_ID"}
    await do(world, "addGitEnvironmentSecret", person, **secret, value="AKIA", description="ours")

    await _add(world, tenant, person, rootId=other["addGitRoot"]["rootId"], **place)

    (there,) = (await secrets_of(world, tenant, person))["gitEnvironmentUrls"]
    assert [each["value"] for each in there["secrets"]] == ["AKIA", ""]


INVALID_CLOUD = ("Exception - Invalid cloudName in form", "INVALID")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"url": " "}, ("Exception - Field cannot fill with blank characters", "INVALID")),
        ({"url": "=x"}, ("Exception - Invalid characters", "INVALID")),
        ({"url": "https://a<b"}, ("Exception - Invalid characters", "INVALID")),
        ({"url": "u" * 1001}, ("Exception - Invalid field length in form", "INVALID")),
        ({"cloudName": "AWS"}, INVALID_CLOUD),
        ({"urlType": "CLOUD", "cloudName": "NIMBUS"}, INVALID_CLOUD),
        ({"rootId": "nothing"}, ROOT_NOT_FOUND),
    ],
)
async def test_bad_input_is_refused(world: World, given: dict[str, object], told: Refusal) -> None:
    tenant, person = await _scene(world)

    async with nothing_written(world):
        answer = await _add(world, tenant, person, **given)

    assert refusal(answer) == told


async def test_a_place_is_told_once(world: World) -> None:
    tenant, person = await _scene(world)
    await _add(world, tenant, person)

    async with nothing_written(world):
        answer = await _add(world, tenant, person)

    assert refusal(answer) == ("Exception - The environment url already exists", "CONFLICT")


async def test_who_may_not_tells_none_and_learns_nothing(world: World) -> None:
    tenant, person = await _scene(world, GroupRole.HACKER)
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))

    async with nothing_written(world):
        nobody = await _add(world, tenant, None)
        unfit = await _add(world, tenant, person)
        foreign = await _add(world, tenant, stranger)
        absent = await _add(world, tenant, stranger, groupName="nowhere")

    assert refusal(nobody) == LOGIN_REQUIRED
    assert refusal(unfit) == refusal(foreign) == ACCESS_DENIED
    assert foreign == absent
