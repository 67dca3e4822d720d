"""grantStakeholderOrganizationAccess."""

import pytest

from db_model.access.types import GroupRole, OrganizationRole
from db_model.stakeholders.types import PlatformRole
from invitations import accepted
from members import ENTERED, REACHED, in_organization
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, Refusal, nothing_written, refusal
from world import Answer, World

GRANT = """
mutation ($organizationId: String! $role: OrganizationRole! $userEmail: String!) {
  grantStakeholderOrganizationAccess(
    organizationId: $organizationId role: $role userEmail: $userEmail
  ) { success grantedStakeholder { email role responsibility invitationState } }
}
"""
NEW = "new.person@example.com"
PREVIOUSLY = (
    "Exception - The stakeholder has been granted access to the organization previously",
    "CONFLICT",
)
JUST_NOW = (
    "The previous invitation to this user was requested less than a minute ago",
    "CONFLICT",
)
MANAGER = OrganizationRole.USER_MANAGER


def _ungranted(role: str) -> Refusal:
    return f"Invalid role or not enough permissions to grant role: {role}", "ACCESS_DENIED"


async def _grant(world: World, tenant: Tenant, person: Person | None, **given: object) -> Answer:
    variables: dict[str, object] = {
        "organizationId": tenant.organization.id,
        "role": "USER",
        "userEmail": NEW,
    }
    token = person.token if person else None
    return await world.ask(GRANT, token=token, **(variables | given))


async def _director(world: World, tenant: Tenant, role: OrganizationRole = MANAGER) -> Person:
    return await a_person(world, Roles(organizations={tenant.organization.id: role}))


async def test_somebody_nobody_knew_is_invited_and_a_member_once_it_is_accepted(
    world: World,
) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)
    before = await world.contents()

    answer = await _grant(world, tenant, director, userEmail=" New.Person@example.com")

    after = await world.contents()
    made = sorted(after[key].kind for key in after.keys() - before.keys())
    member = {
        "email": NEW,
        "role": "user",
        "responsibility": None,
        "invitationState": "PENDING",
    }
    assert answer["grantStakeholderOrganizationAccess"] == {
        "success": True,
        "grantedStakeholder": member,
    }
    assert member.items() <= (await in_organization(world, tenant, director))[NEW].items()
    assert made == [
        *("context", "link", "organization-access", "organization-access-entry", "stakeholder"),
    ]
    await accepted(world, NEW)
    member["invitationState"] = "REGISTERED"
    assert member.items() <= (await in_organization(world, tenant, director))[NEW].items()


async def test_who_has_signed_in_may_enter_once_it_is_accepted_and_no_group_of_it(
    world: World,
) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)
    person = await a_person(world, Roles(platform=None))

    await _grant(world, tenant, director, userEmail=person.email, role="USER_MANAGER")

    before = await world.ask(ENTERED, token=person.token, id=tenant.organization.id)
    await accepted(world, person.email)
    entered = await world.ask(ENTERED, token=person.token, id=tenant.organization.id)
    reached = await world.ask(REACHED, token=person.token, name=tenant.group.name)
    me = await world.ask("{ me { role } }", token=person.token)
    assert refusal(before) == ACCESS_DENIED
    assert entered["organization"] == {"userRole": "user_manager"}
    assert refusal(reached) == ACCESS_DENIED
    assert me["me"] == {"role": "user"}


@pytest.mark.parametrize(
    ("granting", "may"),
    [
        (PlatformRole.ADMIN, "CUSTOMER_MANAGER USER USER_MANAGER"),
        (OrganizationRole.CUSTOMER_MANAGER, "CUSTOMER_MANAGER USER_MANAGER"),
        (OrganizationRole.USER_MANAGER, "USER USER_MANAGER"),
    ],
)
async def test_who_may_grant_what_depends_on_the_own_role(
    world: World, granting: OrganizationRole | PlatformRole, may: str
) -> None:
    tenant = await a_tenant(world)
    person = (
        await a_person(world, Roles(platform=granting))
        if isinstance(granting, PlatformRole)
        else await _director(world, tenant, granting)
    )
    granted = set()

    for role in ("CUSTOMER_MANAGER", "USER", "USER_MANAGER"):
        email = f"{role.lower()}@example.com"
        answer = await _grant(world, tenant, person, userEmail=email, role=role)
        if answer.errors:
            assert refusal(answer) == _ungranted(role.lower())
        else:
            granted.add(role)

    assert granted == set(may.split())


async def test_nothing_is_written_for_a_role_that_may_not_be_granted(world: World) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)

    async with nothing_written(world):
        answer = await _grant(world, tenant, director, role="CUSTOMER_MANAGER")

    assert refusal(answer) == _ungranted("customer_manager")


async def test_a_member_is_granted_nothing_twice(world: World) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)
    await _grant(world, tenant, director)

    async with nothing_written(world):
        at_once = await _grant(world, tenant, director, role="USER_MANAGER")
    await accepted(world, NEW)
    async with nothing_written(world):
        answer = await _grant(world, tenant, director, role="USER_MANAGER")

    assert refusal(at_once) == JUST_NOW
    assert refusal(answer) == PREVIOUSLY


async def test_a_member_who_manages_nothing_grants_none(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.USER_MANAGER))

    async with nothing_written(world):
        answer = await _grant(world, tenant, person)

    assert refusal(answer) == ACCESS_DENIED


async def test_a_stranger_grants_none_and_learns_nothing(world: World) -> None:
    tenant = await a_tenant(world)
    stranger = await _director(world, await a_tenant(world, name="evil"))

    async with nothing_written(world):
        foreign = await _grant(world, tenant, stranger)
        absent = await _grant(world, tenant, stranger, organizationId="ORG#nowhere")

    assert refusal(foreign) == ACCESS_DENIED
    assert foreign == absent


async def test_nobody_who_has_not_signed_in_grants_one(world: World) -> None:
    tenant = await a_tenant(world)

    async with nothing_written(world):
        answer = await _grant(world, tenant, None)

    assert refusal(answer) == LOGIN_REQUIRED


@pytest.mark.parametrize(
    "email", ["", "nobody", "a+b@example.com", "forces.acmegroup@integrates.local"]
)
async def test_bad_input_is_refused(world: World, email: str) -> None:
    tenant = await a_tenant(world)
    director = await _director(world, tenant)

    async with nothing_written(world):
        answer = await _grant(world, tenant, director, userEmail=email)

    assert refusal(answer) == ("Exception - Invalid email address in form", "INVALID")
