"""Sign-ins beside removals, ends and faults: they are done or not, and nothing comes back."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

import pytest

from authz.access import access_by_session
from authz.errors import LoginRequired
from authz.sessions import MOST_SESSIONS, USE_RECORDED_EVERY, session_digest
from cutting import At, Cut, Watched, cut_at
from db_model.access.types import GroupRole, OrganizationRole
from db_model.groups.add import added as group_added
from db_model.types import GroupName
from installation.domain import token_for
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from populations import put
from refusals import LOGIN_REQUIRED, refusal
from signing_in import FIREFOX, ORIGIN, a_link, a_session, cookie_of, sessions_of
from stakeholders.domain import GROUPS_A_COMMIT, begin_session, record_session_use, sign_in_by_link
from stakeholders.errors import LinkExpired
from stakeholders.rules.tokens import MOST_TOKENS
from store.counting import counting
from store.errors import StoreUnavailable
from store.requests import RequestStore
from store.types import Database, Write
from world import World, served

Refused: TypeAlias = Callable[[Database, Person, str, datetime], Awaitable[None]]
ME = "{ me { userEmail } }"
REMOVE = """
mutation ($groupName: String! $email: String!) {
  removeStakeholderAccess(groupName: $groupName userEmail: $email) { success }
}
"""

REMOVE_FROM_ALL = """
mutation ($organizationId: String! $email: String!) {
  removeStakeholderOrganizationAccess(organizationId: $organizationId userEmail: $email) { success }
}
"""


async def _remove(world: World, tenant: Tenant, manager: Person, person: Person) -> None:
    answer = await world.ask(
        REMOVE, token=manager.token, groupName=tenant.group.name, email=person.email
    )
    assert answer["removeStakeholderAccess"] == {"success": True}


async def _left_of(world: World, person: Person) -> set[str]:
    """Return the kinds of what is left of somebody, to sign in with or to be found by.

    The wish that credentials be handed over goes by itself.
    """
    items = (await world.contents()).values()
    return {
        item.kind
        for item in items
        if not item.key.pk.startswith("~JOB")
        if item.key.pk == f"USR#{person.email}"
        or (item.key.pk.startswith("~") and person.email.encode() in item.body)
    }


async def test_who_is_removed_is_signed_out_in_the_same_commit(world: World) -> None:
    tenant = await a_tenant(world)
    manager, person = [await a_person(world, member_of(tenant)) for _ in range(2)]
    cookies = [await a_session(world, person) for _ in range(3)]
    await a_link(world, person.email)

    await _remove(world, tenant, manager, person)

    answers = [await world.ask(ME, token=cookie) for cookie in cookies]
    assert [refusal(answer) for answer in answers] == [LOGIN_REQUIRED] * 3
    assert await _left_of(world, person) == set()


async def _directly(db: Database, person: Person, _: str, at: datetime) -> None:
    with pytest.raises(LoginRequired):
        await begin_session(db, person.email, FIREFOX, method="test", at=at)


async def _by_link(db: Database, _: Person, secret: str, at: datetime) -> None:
    with pytest.raises(LinkExpired):
        await sign_in_by_link(db, secret, FIREFOX, at=at)


async def test_who_has_all_that_anybody_may_have_is_removed_by_one_commit(world: World) -> None:
    tenant = await a_tenant(world)
    names = [GroupName(f"group{number}") for number in range(GROUPS_A_COMMIT)]
    groups = [replace(tenant.group, name=name) for name in names]
    await put(world, [write for group in groups for write in group_added(group)])
    roles = Roles(
        organizations={tenant.organization.id: OrganizationRole.USER_MANAGER},
        groups=dict.fromkeys(names, GroupRole.USER_MANAGER),
    )
    manager, person = [await a_person(world, roles) for _ in range(2)]
    for _ in range(MOST_SESSIONS):
        await a_session(world, person)
    for _ in range(MOST_TOKENS):
        await token_for(world.store, person.email, at=world.clock())
    await a_link(world, person.email)
    await world.ask(ME, token=manager.token)  # records the token's use

    with counting() as spent:
        answer = await world.ask(
            REMOVE_FROM_ALL,
            token=manager.token,
            organizationId=tenant.organization.id,
            email=person.email,
        )

    assert answer["removeStakeholderOrganizationAccess"] == {"success": True}
    assert spent.commits == 1
    assert await _left_of(world, person) == set()


@pytest.mark.parametrize("refused", [_directly, _by_link])
async def test_who_is_removed_meanwhile_does_not_get_in(world: World, refused: Refused) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    secret = await a_link(world, person.email)
    removed = At(1, lambda: _remove(world, tenant, manager, person))
    db, at = RequestStore(Watched(world.store, meanwhile=removed)), world.clock()

    await refused(db, person, secret, at)

    assert await _left_of(world, person) == set()


async def test_a_session_that_ends_while_it_is_used_stays_ended(world: World) -> None:
    tenant = await a_tenant(world)
    manager, person = [await a_person(world, member_of(tenant)) for _ in range(2)]
    cookie = await a_session(world, person)
    digest = session_digest(cookie.partition("=")[2])
    assert digest is not None
    world.clock.advance(USE_RECORDED_EVERY)
    removed = At(1, lambda: _remove(world, tenant, manager, person))
    db, at = RequestStore(Watched(world.store, meanwhile=removed)), world.clock()
    access = await access_by_session(db, digest, now=at, address=None)

    await record_session_use(db, access, digest, at=at)

    assert await _left_of(world, person) == set()


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_process_that_ends_at_a_sign_in_leaves_the_link_or_uses_it_up(
    world: World, moment: str
) -> None:
    person = await a_person(world)
    secret = await a_link(world, person.email)
    cut = RequestStore(cut_at(world.store, moment, commit=1))

    with pytest.raises(Cut):
        await sign_in_by_link(cut, secret, FIREFOX, at=world.clock())

    begun = await sessions_of(world, person)
    again = RequestStore(world.store)
    if moment == "before":
        text = await sign_in_by_link(again, secret, FIREFOX, at=world.clock())
        assert begun == ()
        assert (await world.ask(ME, token=cookie_of(text))).errors == ()
    else:
        with pytest.raises(LinkExpired):
            await sign_in_by_link(again, secret, FIREFOX, at=world.clock())
        assert len(begun) == 1


async def test_a_session_is_good_also_while_nothing_can_be_written(world: World) -> None:
    cookie = await a_session(world, await a_person(world))
    world.clock.advance(USE_RECORDED_EVERY)

    def full(_: Sequence[Write]) -> None:
        raise StoreUnavailable

    engines = replace(world.service.engines, store=Watched(world.store, before=full))
    headers = {"Cookie": cookie, "Sec-Fetch-Site": "same-origin", "Origin": ORIGIN}
    async with served(replace(world.service, engines=engines)) as (_, client):
        asked = await client.post("/api", json={"query": ME}, headers=headers)
        page = await client.get("/", headers=headers)
        out = await client.get("/logout", headers=headers)

    assert "errors" not in asked.json()
    assert "You are signed in" in page.text
    assert (out.status_code, "Try again in a moment" in out.text) == (503, True)
    assert (await world.ask(ME, token=cookie)).errors == ()
