"""addSecret, removeSecret, addGitEnvironmentSecret and removeEnvironmentUrlSecret."""

from typing import Any, Final

import pytest

from db_model.access.types import GroupRole
from people import Person, Tenant, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, ROOT_NOT_FOUND, nothing_written, refusal
from roots.rules.secrets import LONGEST_VALUE, MOST
from secrecy import a_place, do, secrets_of
from world import Answer, World

PLANTED: Final = "planted-secret-0123"
NOT_FOUND = ("Exception - Access denied or secret not found", "NOT_FOUND")
NO_PLACE = ("Exception - Access denied or root environment url not found", "NOT_FOUND")
KINDS: Final = ("root", "environment")
NAMES: Final = {
    "root": ("addSecret", "removeSecret"),
    "environment": ("addGitEnvironmentSecret", "removeEnvironmentUrlSecret"),
}


class Scene:
    """A tenant with a place that its root runs at, and somebody who may do everything there."""

    def __init__(self, world: World, tenant: Tenant, person: Person, place: str) -> None:
        self.world, self.tenant, self.person, self.place = world, tenant, person, place

    async def add(self, kind: str, person: Person | None = None, **given: Any) -> Answer:
        given = {"key": "NAME", "value": PLANTED} | given
        return await self._do(NAMES[kind][0], kind, person or self.person, given)

    async def remove(self, kind: str, person: Person | None = None, **given: Any) -> Answer:
        given = {"key": "NAME"} | given
        return await self._do(NAMES[kind][1], kind, person or self.person, given)

    async def shown(self, kind: str) -> list[dict[str, Any]]:
        root = await secrets_of(self.world, self.tenant, self.person)
        (place,) = root["gitEnvironmentUrls"]
        found: list[dict[str, Any]] = (root if kind == "root" else place)["secrets"]
        return found

    async def _do(
        self, name: str, kind: str, person: Person | None, given: dict[str, Any]
    ) -> Answer:
        of = {"rootId": self.tenant.root.id} if kind == "root" else {"urlId": self.place}
        return await do(
            self.world, name, person, **{"groupName": self.tenant.group.name, **of, **given}
        )


async def a_scene(world: World, name: str = "acme") -> Scene:
    tenant = await a_tenant(world, name=name)
    person = await a_person(world, member_of(tenant))
    return Scene(world, tenant, person, await a_place(world, tenant, person))


@pytest.mark.parametrize("kind", KINDS)
async def test_a_secret_is_kept_changed_and_removed(world: World, kind: str) -> None:
    scene = await a_scene(world)

    added = await scene.add(kind, description="what for")
    first = await scene.shown(kind)
    await scene.add(kind, value="another", key=" NAME ")
    await scene.add(kind, value="", key="EMPTY")
    second = await scene.shown(kind)
    removed = await scene.remove(kind)

    assert added[NAMES[kind][0]] == removed[NAMES[kind][1]] == {"success": True}
    assert first == [{"key": "NAME", "value": PLANTED, "description": "what for"}]
    assert second == [
        {"key": "EMPTY", "value": "", "description": None},
        {"key": "NAME", "value": "another", "description": None},
    ]
    assert [each["key"] for each in await scene.shown(kind)] == ["EMPTY"]
    async with nothing_written(world):
        again = await scene.remove(kind)
    assert refusal(again) == NOT_FOUND


async def test_a_root_and_its_environment_keep_theirs_apart(world: World) -> None:
    scene = await a_scene(world)

    await scene.add("root", value="of the root")
    await scene.add("environment", value="of the place")

    assert [each["value"] for each in await scene.shown("root")] == ["of the root"]
    assert [each["value"] for each in await scene.shown("environment")] == ["of the place"]


async def test_a_place_that_is_removed_takes_its_secrets_along(world: World) -> None:
    scene = await a_scene(world)
    await scene.add("environment")

    await world.ask(
        "mutation ($g: String!, $r: ID!, $u: String!) "
        "{ removeEnvironmentUrl(groupName: $g rootId: $r urlId: $u) { success } }",
        token=scene.person.token,
        g=scene.tenant.group.name,
        r=scene.tenant.root.id,
        u=scene.place,
    )

    kinds = {item.kind for item in (await world.contents()).values()}
    assert not {"secret", "sealed"} & kinds
    assert refusal(await scene.add("environment")) == NO_PLACE
    await a_place(world, scene.tenant, scene.person)
    assert await scene.shown("environment") == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"key": " "}, "Field cannot fill with blank characters"),
        ({"key": "k" * 101}, "Invalid field length in form"),
        ({"key": "two\nlines"}, "Invalid characters in key"),
        ({"value": "v" * (LONGEST_VALUE + 1)}, "Invalid field length in form"),
        ({"description": "d" * 501}, "Invalid field length in form"),
    ],
)
async def test_what_does_not_fit_is_refused(
    world: World, kind: str, given: dict[str, Any], told: str
) -> None:
    scene = await a_scene(world)

    async with nothing_written(world):
        answer = await scene.add(kind, **given)

    assert refusal(answer) == (f"Exception - {told}", "INVALID")


async def test_there_are_at_most_as_many_as_one_get_reads(world: World) -> None:
    scene = await a_scene(world)
    for number in range(MOST):
        await scene.add("root", key=f"NAME{number}")

    more = await scene.add("root")
    changed = await scene.add("root", key="NAME0", value="another")

    assert refusal(more) == (f"Exception - There may be at most {MOST} secrets", "CONFLICT")
    assert changed["addSecret"] == {"success": True}
    assert len(await scene.shown("root")) == MOST


@pytest.mark.parametrize("kind", KINDS)
async def test_who_may_not_keeps_and_removes_none(world: World, kind: str) -> None:
    scene, other = await a_scene(world), await a_scene(world, name="evil")
    await scene.add(kind)
    unfit = await a_person(world, member_of(scene.tenant, GroupRole.REVIEWER))
    absent = {"rootId": "nothing"} if kind == "root" else {"urlId": "nothing"}
    theirs = {"rootId": scene.tenant.root.id} if kind == "root" else {"urlId": scene.place}

    async with nothing_written(world):
        for ask, foreign in ((scene.add, other.add), (scene.remove, other.remove)):
            assert refusal(await ask(kind, unfit)) == ACCESS_DENIED
            assert refusal(await ask(kind, other.person)) == ACCESS_DENIED
            nothing = refusal(await ask(kind, None, **absent))
            assert nothing == (ROOT_NOT_FOUND if kind == "root" else NO_PLACE)
            if kind == "root":
                assert refusal(await foreign(kind, None, **theirs)) == ROOT_NOT_FOUND

    given: dict[str, Any] = {"groupName": scene.tenant.group.name, "key": "NAME", **theirs}
    nobody = await do(world, NAMES[kind][1], None, **given)
    assert refusal(nobody) == LOGIN_REQUIRED


async def test_who_may_not_read_is_shown_the_root_without_them(world: World) -> None:
    scene = await a_scene(world)
    await scene.add("root")
    await scene.add("environment")
    user = await a_person(world, member_of(scene.tenant, GroupRole.USER))

    query = (
        "query ($g: String!, $r: ID!) { root(groupName: $g, rootId: $r) { ... on GitRoot "
        "{ nickname gitEnvironmentUrls { secrets { value } } } } }"
    )
    answer = await world.ask(
        query, token=user.token, g=scene.tenant.group.name, r=scene.tenant.root.id
    )

    assert answer.messages == ["Access denied"]
    assert answer.data is not None
    assert answer.data["root"]["gitEnvironmentUrls"] == [{"secrets": None}]


async def test_each_read_is_audited_and_nothing_stored_shows_a_value(world: World) -> None:
    scene = await a_scene(world)
    await scene.add("root")
    await scene.add("environment")
    await scene.shown("root")
    await world.indexed()

    trail = await world.ask(
        "query ($g: String!) { group(groupName: $g) { auditTrail { edges { node "
        "{ principal changes { kind operation ids } } } } } }",
        token=scene.person.token,
        g=scene.tenant.group.name,
    )

    told = {
        (change["operation"], *change["ids"])
        for edge in trail["group"]["auditTrail"]["edges"]
        for change in edge["node"]["changes"]
        if change["kind"] == "secret"
    }
    ids = {f"ROOT#{scene.tenant.root.id}#NAME", f"ENV#{scene.place}#NAME"}
    assert told == {(operation, id_) for operation in ("CREATED", "READ") for id_ in ids}
    everything = await world.everything()
    assert not any(PLANTED.encode() in item.body for item in everything.values())
