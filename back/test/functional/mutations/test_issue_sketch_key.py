"""issueSketchKey."""

import asyncio
import base64
import hashlib
from dataclasses import replace

import pytest

from db_model.access.types import GroupRole
from db_model.commit import commit
from db_model.context import Origin
from db_model.roots import keys as root_keys
from db_model.roots.types import GitRoot, RootStatus
from functional.conftest import Budget
from functional.mutations.test_import_report import IMPORTERS, OTHERS
from people import BUILDER, a_person, a_tenant, an_agent_of, member_of
from preparing import ask_for_key, key_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, ROOT_NOT_FOUND, nothing_written, refusal
from scoping import some_hosts
from store.counting import Counts
from store.requests import RequestStore
from store.types import AtVersion, Put
from tokens import added
from world import START, World

TRAIL = """
query ($name: String!) { group(groupName: $name) { auditTrail { edges { node {
  principal changes { kind operation ids }
} } } } }
"""
AGENT_TOKEN = """
mutation ($name: String!) { updateForcesAccessToken(groupName: $name) { sessionJwt } }
"""


async def test_a_root_has_one_key_from_the_first_time_that_it_is_asked_for(world: World) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    person = await a_person(world, member_of(tenant))
    colleague = await a_person(world, member_of(tenant, GroupRole.HACKER))

    answer = await ask_for_key(world, tenant, person.token)
    again = await key_of(world, tenant, colleague)
    theirs = await key_of(world, other, await a_person(world, member_of(other)))

    told = answer["issueSketchKey"]
    plain = base64.b64decode(told["key"], validate=True)
    named = hashlib.blake2b(key=plain, person=b"key", digest_size=8).hexdigest()
    assert (told["success"], told["id"], len(plain)) == (True, named, 32)
    assert (again.id, again.plain) == (named, plain)
    assert theirs.id != named
    assert theirs.plain != plain


async def test_all_that_ask_first_at_once_get_the_same(world: World) -> None:
    tenant = await a_tenant(world)
    people = [await a_person(world, member_of(tenant)) for _ in range(8)]

    keys = await asyncio.gather(*(key_of(world, tenant, person) for person in people))

    assert len({(key.id, key.plain) for key in keys}) == 1
    kinds = [item.kind for item in (await world.contents()).values()]
    assert kinds.count("sketch-key") == kinds.count("sealed") == 1


async def test_it_is_audited_who_had_it_made_and_who_read_it(world: World) -> None:
    tenant = await a_tenant(world)
    maker, reader = [await a_person(world, member_of(tenant)) for _ in range(2)]
    key = await key_of(world, tenant, maker)
    await key_of(world, tenant, reader)
    await world.indexed()

    answer = await world.ask(TRAIL, token=maker.token, name=tenant.group.name)

    entries = [edge["node"] for edge in answer["group"]["auditTrail"]["edges"]]
    id_ = tenant.root.id
    assert sorted(
        (entry["principal"], change["operation"], change["ids"])
        for entry in entries
        for change in entry["changes"]
        if change["kind"] == "sketch-key"
    ) == sorted([(maker.email, "CREATED", [id_]), (reader.email, "READ", [id_])])
    everything = (await world.everything()).values()
    texts = [key.plain, base64.b64encode(key.plain), key.plain.hex().encode()]
    assert not any(text in item.body for item in everything for text in texts)


@pytest.mark.parametrize("role", sorted(IMPORTERS))
async def test_roles_that_may_import_get_it(world: World, role: GroupRole) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, role))

    assert len((await key_of(world, tenant, person)).plain) == 32


async def test_a_token_that_may_only_import_gets_it_and_the_agent_does(world: World) -> None:
    tenant = await a_tenant(world)
    await an_agent_of(world, tenant)
    person = await a_person(world, member_of(tenant, GroupRole.USER_MANAGER))
    key = await key_of(world, tenant, person)
    answer = await world.ask(AGENT_TOKEN, token=person.token, name=tenant.group.name)
    agent = answer["updateForcesAccessToken"]["sessionJwt"]
    importing = await added(world, person, scopes=["IMPORT"], groups=[tenant.group.name])
    reading = await added(world, await a_person(world, member_of(tenant)), scopes=["READ"])

    told = [await ask_for_key(world, tenant, token) for token in (agent, importing)]
    denied = await ask_for_key(world, tenant, reading)

    assert {each["issueSketchKey"]["id"] for each in told} == {key.id}
    assert refusal(denied)[1] == "ACCESS_DENIED"


@pytest.mark.parametrize("role", OTHERS)
async def test_a_role_without_the_right_gets_none(world: World, role: GroupRole) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, role))

    async with nothing_written(world):
        answer = await ask_for_key(world, tenant, person.token)

    assert refusal(answer) == ACCESS_DENIED


async def test_strangers_get_none_and_learn_nothing(world: World) -> None:
    tenant = await a_tenant(world)
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))

    async with nothing_written(world):
        foreign = await ask_for_key(world, tenant, stranger.token)
        absent = await ask_for_key(world, tenant, stranger.token, groupName="nowhere")
        nobody = await ask_for_key(world, tenant, None)

    assert refusal(foreign) == ACCESS_DENIED
    assert foreign == absent
    assert refusal(nobody) == LOGIN_REQUIRED


async def test_a_root_of_another_group_is_as_absent_as_one_that_never_was(world: World) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    person = await a_person(world, member_of(tenant))
    theirs = other.root.state.nickname

    async with nothing_written(world):
        foreign = await ask_for_key(world, tenant, person.token, rootNickname=theirs)
        absent = await ask_for_key(world, tenant, person.token, rootNickname="")

    assert refusal(foreign) == ROOT_NOT_FOUND
    assert foreign == absent


async def test_only_code_that_is_tested_has_a_key(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    hosts = await some_hosts(world, tenant, person.email)
    await _left(world, tenant.root)
    machine = {"groupName": hosts.group.name, "rootNickname": hosts.ip.state.nickname}

    async with nothing_written(world):
        inactive = await ask_for_key(world, tenant, person.token)
        without_code = await ask_for_key(world, tenant, person.token, **machine)

    assert refusal(inactive) == ("Exception - The root is not active", "INVALID")
    assert refusal(without_code) == ("Exception - A git root is required", "INVALID")


async def test_reading_it_costs_as_much_each_time(world: World, budget: Budget) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await key_of(world, tenant, person)

    for _ in range(2):
        await world.contents()
        with budget("issueSketchKey", Counts(gets=6, queries=1, commits=1)):
            await key_of(world, tenant, person)


async def _left(world: World, root: GitRoot) -> None:
    now = replace(
        root, state=replace(root.state, status=RootStatus.INACTIVE), version=root.version + 1
    )
    put = Put(root_keys.item(now), AtVersion(root.version))
    await commit(RequestStore(world.store), [put], Origin(principal=BUILDER, at=START))
