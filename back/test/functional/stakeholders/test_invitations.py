"""What the links of an invitation do: looking changes nothing, and one answer is all there is."""

import asyncio
from datetime import timedelta
from typing import Final

import pytest
from httpx import ASGITransport, AsyncClient

from db_model.access.types import GroupRole, OrganizationRole
from invitations import ORIGIN, Links, accepted, links_to, mails_to, visit
from logging_sink import logged
from members import ENTERED, REACHED, in_group, roles_in_group, roles_in_organization
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, nothing_written, refusal
from world import Answer, World

NEW: Final = "new.person@example.com"
NOBODY: Final = "A" * 43
_SEAT: Final = """
mutation ($place: String! $email: String! $role: %s!) {
  %s(%s: $place %s: $email role: $role %s) { success }
}
"""
GROUP: Final = _SEAT % ("StakeholderRole", "grantStakeholderAccess", "groupName", "email", "")
ORGANIZATION: Final = _SEAT % (
    "OrganizationRole",
    "grantStakeholderOrganizationAccess",
    "organizationId",
    "userEmail",
    "",
)
UPDATE: Final = _SEAT % (
    "StakeholderRole",
    "updateGroupStakeholder",
    "groupName",
    "email",
    'responsibility: "Owner"',
)
UPDATE_ORGANIZATION: Final = ORGANIZATION.replace(
    "grantStakeholderOrganizationAccess", "updateOrganizationStakeholder"
)
REMOVE: Final = """
mutation ($place: String! $email: String!) {
  removeStakeholderAccess(groupName: $place userEmail: $email) { success }
}
"""
REMOVE_FROM_ALL: Final = """
mutation ($place: String! $email: String!) {
  removeStakeholderOrganizationAccess(organizationId: $place userEmail: $email) { success }
}
"""
REMOVE_GROUP: Final = """
mutation ($place: String!) {
  removeGroup(groupName: $place reason: NO_SYSTEM comments: "over") { success }
}
"""


async def _director(world: World, tenant: Tenant) -> Person:
    roles = member_of(tenant, organization_role=OrganizationRole.USER_MANAGER)
    return await a_person(world, roles)


async def _ask(
    world: World, mutation: str, tenant: Tenant, by: Person, email: str = NEW, role: str = "USER"
) -> Answer:
    is_group = "group" in mutation
    given: dict[str, object] = {"email": email} if "$email" in mutation else {}
    if "$role" in mutation:
        given["role"] = role
    place = tenant.group.name if is_group else tenant.organization.id
    return await world.ask(mutation, token=by.token, place=place, **given)


async def _invited(
    world: World,
    tenant: Tenant,
    by: Person,
    *,
    mutation: str = GROUP,
    email: str = NEW,
    role: str = "USER",
) -> Links:
    answer = await _ask(world, mutation, tenant, by, email, role)
    assert answer.messages == []
    return await links_to(world, email)


async def _left_of(world: World, email: str) -> set[str]:
    return {item.kind for key, item in (await world.contents()).items() if key.pk == f"USR#{email}"}


@pytest.mark.parametrize("mutation", [GROUP, ORGANIZATION])
async def test_looking_at_a_link_changes_nothing(world: World, mutation: str) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)
    links = await _invited(world, tenant, director, mutation=mutation)

    async with nothing_written(world):
        pages = [
            await visit(world, path, method=method)
            for path in (links.confirm, links.reject)
            for method in ("GET", "HEAD", "GET")
        ]

    name = tenant.group.name if mutation == GROUP else tenant.organization.name
    assert {page.status_code for page in pages} == {200}
    for page in (page for page in pages if page.request.method == "GET"):
        assert '<form method="post">' in page.text
        assert f"{director.email} invites {NEW} to {name}, as user." in page.text


async def test_a_page_tells_nobody_its_address_and_runs_nothing(world: World) -> None:
    tenant = await a_tenant(world)
    links = await _invited(world, tenant, await _director(world, tenant))

    headers = (await visit(world, links.confirm)).headers

    assert headers["referrer-policy"] == "strict-origin"
    assert headers["cache-control"] == "must-revalidate, no-cache, no-store"
    assert headers["content-security-policy"] == (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none';"
        " form-action 'self'; frame-ancestors 'none'"
    )


async def test_one_answer_is_all_there_is(world: World) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)
    links = await _invited(world, tenant, director)

    done = await visit(world, links.confirm, method="POST")

    async with nothing_written(world):
        again = [
            await visit(world, path, method=method)
            for path in (links.confirm, links.reject)
            for method in ("GET", "POST")
        ]
    assert f"{NEW} is a member of {tenant.group.name} now." in done.text
    assert {page.status_code for page in again} == {404}
    assert len({page.text for page in again}) == 1
    assert (await roles_in_group(world, tenant, director))[NEW] == "user"


async def test_of_two_answers_at_once_one_is_done(world: World) -> None:
    tenant = await a_tenant(world)
    links = await _invited(world, tenant, await _director(world, tenant))

    pages = await asyncio.gather(
        visit(world, links.confirm, method="POST"), visit(world, links.reject, method="POST")
    )

    assert sorted(page.status_code for page in pages) == [200, 404]


async def test_who_rejects_and_was_known_by_nothing_else_is_forgotten(world: World) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)
    links = await _invited(world, tenant, director)

    page = await visit(world, links.reject, method="POST")

    assert "was rejected" in page.text
    assert await _left_of(world, NEW) == set()
    assert NEW not in await in_group(world, tenant, director)
    assert (await visit(world, links.confirm)).status_code == 404


async def test_who_rejects_stays_what_it_was_elsewhere(world: World) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    director = await _director(world, tenant)
    member = await a_person(world, member_of(other, GroupRole.USER))
    lone = await a_person(world, Roles())

    for person in (member, lone):
        links = await _invited(world, tenant, director, email=person.email)
        await visit(world, links.reject, method="POST")

    reached = await world.ask(REACHED, token=member.token, name=other.group.name)
    alone = await world.ask("{ me { userEmail } }", token=lone.token)
    assert reached["group"] == {"userRole": "user"}
    assert alone["me"] == {"userEmail": lone.email}


@pytest.mark.parametrize("mutation", [GROUP, ORGANIZATION])
async def test_a_link_is_good_for_a_week(world: World, mutation: str) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)
    links = await _invited(world, tenant, director, mutation=mutation)

    world.clock.advance(timedelta(days=6, hours=23, minutes=59))
    in_time = await visit(world, links.confirm)
    world.clock.advance(timedelta(minutes=2))

    async with nothing_written(world):
        late = await visit(world, links.confirm, method="POST")
    assert (in_time.status_code, late.status_code) == (200, 404)
    assert NEW not in await in_group(world, tenant, director)
    assert NEW not in await roles_in_organization(world, tenant, director)


@pytest.mark.parametrize("secret", [NOBODY, "A", "A" * 44, "%00", "..%2f", "é" * 43, "A" * 3000])
@pytest.mark.parametrize("path", ["/confirm_access/", "/reject_access_organization/"])
async def test_what_never_was_a_link_leads_nowhere(world: World, path: str, secret: str) -> None:
    async with nothing_written(world):
        page = await visit(world, path + secret, method="POST")

    assert page.status_code == 404


async def test_a_link_is_good_for_nothing_else(world: World) -> None:
    tenant = await a_tenant(world)
    links = await _invited(world, tenant, await _director(world, tenant))
    secret = links.confirm.rpartition("/")[2]

    async with nothing_written(world):
        pages = [
            await visit(world, path + secret, method="POST")
            for path in (
                "/confirm_access_organization/",
                "/reject_access_organization/",
                "/confirm_deletion/",
            )
        ]

    assert {page.status_code for page in pages} == {404}


async def test_a_link_works_for_whoever_holds_it_as_the_one_it_was_sent_to(world: World) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))
    links = await _invited(world, tenant, director)
    headers = {"Authorization": f"Bearer {stranger.token}"}

    async with AsyncClient(transport=ASGITransport(world.app), base_url=ORIGIN) as client:
        page = await client.post(links.confirm, headers=headers)

    assert page.status_code == 200
    assert set(await roles_in_group(world, tenant, director)) == {director.email, NEW}
    reached = await world.ask(REACHED, token=stranger.token, name=tenant.group.name)
    assert refusal(reached) == ACCESS_DENIED


async def test_who_is_invited_has_no_right_yet(world: World) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)
    person = await a_person(world, Roles())

    await _invited(world, tenant, director, email=person.email, role="USER_MANAGER")
    await _invited(
        world, tenant, director, mutation=ORGANIZATION, email=person.email, role="USER_MANAGER"
    )

    reached = await world.ask(REACHED, token=person.token, name=tenant.group.name)
    entered = await world.ask(ENTERED, token=person.token, id=tenant.organization.id)
    seated = await _ask(world, GROUP, tenant, person, "other@example.com")
    assert [refusal(answer) for answer in (reached, entered, seated)] == [ACCESS_DENIED] * 3


async def test_whoever_is_only_invited_is_no_manager_that_may_be_left_alone(world: World) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)
    await _invited(world, tenant, director, role="USER_MANAGER")

    answer = await _ask(world, REMOVE, tenant, director, director.email)

    assert refusal(answer) == (
        "Exception - A group needs a manager, and there is no other one",
        "CONFLICT",
    )


async def test_an_invitation_can_be_changed_before_it_is_accepted(world: World) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)
    await _invited(world, tenant, director)

    changed = await _ask(world, UPDATE, tenant, director, role="VULNERABILITY_MANAGER")

    pending = (await in_group(world, tenant, director))[NEW]
    await accepted(world, NEW)
    member = (await in_group(world, tenant, director))[NEW]
    assert changed.messages == []
    assert len(await mails_to(world, NEW)) == 1
    told = ("role", "responsibility", "invitationState")
    assert [pending[name] for name in told] == ["vulnerability_manager", "Owner", "PENDING"]
    assert [member[name] for name in told] == ["vulnerability_manager", "Owner", "REGISTERED"]


async def test_an_invitation_to_an_organization_can_be_changed_within_ones_rights(
    world: World,
) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)
    await _invited(world, tenant, director, mutation=ORGANIZATION)

    async with nothing_written(world):
        more = await _ask(world, UPDATE_ORGANIZATION, tenant, director, role="CUSTOMER_MANAGER")
    changed = await _ask(world, UPDATE_ORGANIZATION, tenant, director, role="USER_MANAGER")

    assert refusal(more) == (
        "Invalid role or not enough permissions to grant role: customer_manager",
        "ACCESS_DENIED",
    )
    assert changed.messages == []
    await accepted(world, NEW)
    assert (await roles_in_organization(world, tenant, director))[NEW] == "user_manager"


@pytest.mark.parametrize(("mutation", "remove"), [(GROUP, REMOVE), (ORGANIZATION, REMOVE_FROM_ALL)])
async def test_an_invitation_can_be_taken_back(world: World, mutation: str, remove: str) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)
    links = await _invited(world, tenant, director, mutation=mutation)

    answer = await _ask(world, remove, tenant, director)

    assert answer.messages == []
    assert (await visit(world, links.confirm, method="POST")).status_code == 404
    assert await _left_of(world, NEW) == set()


async def test_taking_an_invitation_to_a_group_back_takes_nothing_else(world: World) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)
    roles = Roles(organizations={tenant.organization.id: OrganizationRole.USER})
    person = await a_person(world, roles)
    await _invited(world, tenant, director, email=person.email)

    await _ask(world, REMOVE, tenant, director, person.email)

    entered = await world.ask(ENTERED, token=person.token, id=tenant.organization.id)
    assert entered["organization"] == {"userRole": "user"}


async def test_who_accepts_a_group_is_in_the_organization_as_it_was_invited_there(
    world: World,
) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)
    await _invited(world, tenant, director, mutation=ORGANIZATION, role="USER_MANAGER")
    await _invited(world, tenant, director)

    await accepted(world, NEW)

    assert (await roles_in_group(world, tenant, director))[NEW] == "user"
    assert (await roles_in_organization(world, tenant, director))[NEW] == "user_manager"


async def test_who_leaves_the_organization_is_invited_to_no_group_of_it_any_more(
    world: World,
) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)
    roles = Roles(organizations={tenant.organization.id: OrganizationRole.USER})
    person = await a_person(world, roles)
    links = await _invited(world, tenant, director, email=person.email)

    await _ask(world, REMOVE_FROM_ALL, tenant, director, person.email)

    assert (await visit(world, links.confirm)).status_code == 404
    me = await world.ask("{ me { userEmail } }", token=person.token)
    assert refusal(me) == LOGIN_REQUIRED


async def test_nobody_is_let_into_a_group_that_was_removed(world: World) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)
    links = await _invited(world, tenant, director)

    removed = await _ask(world, REMOVE_GROUP, tenant, director)

    assert removed.messages == []
    assert (await visit(world, links.confirm, method="POST")).status_code == 404
    assert await _left_of(world, NEW) == set()


async def test_no_log_line_has_the_secret_of_a_link(world: World) -> None:
    tenant = await a_tenant(world)

    with logged(world.service.settings) as stream:
        links = await _invited(world, tenant, await _director(world, tenant))
        for path in (links.confirm, links.reject):
            await visit(world, path)
            await visit(world, path, method="POST")

    # The client of this test writes its own lines.
    text = "\n".join(line for line in stream.getvalue().splitlines() if "[httpx]" not in line)
    assert "/confirm_access/[hidden]" in text
    assert links.confirm.rpartition("/")[2] not in text
