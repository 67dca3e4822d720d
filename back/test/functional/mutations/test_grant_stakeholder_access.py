"""grantStakeholderAccess."""

import asyncio
from datetime import timedelta

import pytest

from db_model.access.types import GroupRole, OrganizationRole
from db_model.stakeholders.types import PlatformRole
from invitations import accepted, links_to, mails_to, visit
from kit.time import as_text
from members import REACHED, in_group, in_organization, roles_in_group
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, Refusal, nothing_written, refusal
from world import Answer, World

GRANT = """
mutation (
  $email: String! $groupName: String! $responsibility: String $role: StakeholderRole!
) {
  grantStakeholderAccess(
    email: $email groupName: $groupName responsibility: $responsibility role: $role
  ) { success grantedStakeholder { email role responsibility invitationState } }
}
"""
REMOVE = """
mutation ($groupName: String! $email: String!) {
  removeStakeholderAccess(groupName: $groupName userEmail: $email) { success }
}
"""
NEW = "new.person@example.com"
PREVIOUSLY = (
    "Exception - The stakeholder has been granted access to the group previously",
    "CONFLICT",
)

JUST_NOW = (
    "The previous invitation to this user was requested less than a minute ago",
    "CONFLICT",
)
FOREIGN_DOMAIN = ("Exception - The organization does not allow this email domain", "INVALID")
DOMAINS = """
mutation ($id: String! $name: String! $domains: [String!]) {
  updateOrganizationPolicies(
    organizationId: $id organizationName: $name allowedEmailDomains: $domains
  ) { success }
}
"""

EVERY_ROLE = {role.name for role in GroupRole if role is not GroupRole.CUSTOM}


def _ungranted(role: str) -> Refusal:
    return f"Invalid role or not enough permissions to grant role: {role}", "ACCESS_DENIED"


async def _grant(world: World, tenant: Tenant, person: Person | None, **given: object) -> Answer:
    variables: dict[str, object] = {
        "email": NEW,
        "groupName": tenant.group.name,
        "role": "VULNERABILITY_MANAGER",
    }
    token = person.token if person else None
    return await world.ask(GRANT, token=token, **(variables | given))


async def test_somebody_nobody_knew_is_invited_and_a_member_of_all_there_is_once_it_is_accepted(
    world: World,
) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(
        world,
        member_of(tenant, GroupRole.USER_MANAGER, OrganizationRole.USER_MANAGER),
    )

    answer = await _grant(
        world,
        tenant,
        manager,
        email=" New.Person@Example.com ",
        groupName="ACMEGROUP",
        responsibility="Product owner 2",
    )

    now = as_text(world.clock.instant, world.service.settings.timezone)
    invited = {
        "email": NEW,
        "role": "vulnerability_manager",
        "responsibility": "Product owner 2",
        "invitationState": "PENDING",
    }
    assert answer["grantStakeholderAccess"] == {"success": True, "grantedStakeholder": invited}
    listed = invited | {"firstLogin": now, "lastLogin": None}
    assert (await in_group(world, tenant, manager))[NEW] == listed
    assert NEW not in await in_organization(world, tenant, manager)
    await accepted(world, NEW)
    registered = listed | {"invitationState": "REGISTERED"}
    assert (await in_group(world, tenant, manager))[NEW] == registered
    assert (await in_organization(world, tenant, manager))[NEW] == registered | {
        "role": "user",
        "responsibility": None,
    }


async def test_an_invitation_is_one_commit_with_its_history_and_its_mail(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    before = await world.contents()

    await _grant(world, tenant, manager)

    after = await world.contents()
    made = [after[key] for key in after.keys() - before.keys()]
    assert sorted(item.kind for item in made) == [
        "context",
        "group-access",
        "group-access-entry",
        "link",
        "stakeholder",
    ]
    assert len(await mails_to(world, NEW)) == 1


async def test_who_has_signed_in_may_enter_once_it_is_accepted(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    person = await a_person(world, Roles(platform=None))

    await _grant(world, tenant, manager, email=person.email, role="USER")

    before = await world.ask(REACHED, token=person.token, name=tenant.group.name)
    listed = await world.ask("{ me { role organizations { name } } }", token=person.token)
    await accepted(world, person.email)
    after = await world.ask(REACHED, token=person.token, name=tenant.group.name)
    me = await world.ask("{ me { role organizations { name userRole } } }", token=person.token)
    assert refusal(before) == ACCESS_DENIED
    assert listed["me"] == {"role": "", "organizations": []}
    assert after["group"] == {"userRole": "user"}
    assert me["me"] == {"role": "user", "organizations": [{"name": "acme", "userRole": "user"}]}


async def test_what_somebody_is_elsewhere_stays_as_it_is(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    director = await a_person(
        world,
        Roles(
            platform=PlatformRole.HACKER,
            organizations={tenant.organization.id: OrganizationRole.USER_MANAGER},
        ),
    )

    answer = await _grant(world, tenant, manager, email=director.email, role="USER")

    me = await world.ask("{ me { role organizations { userRole } } }", token=director.token)
    assert answer["grantStakeholderAccess"]["grantedStakeholder"]["responsibility"] == "-"
    assert me["me"] == {"role": "hacker", "organizations": [{"userRole": "user_manager"}]}


@pytest.mark.parametrize(
    ("granting", "may"),
    [
        (
            PlatformRole.ADMIN,
            " ".join(sorted(EVERY_ROLE - {"ADMIN", "SERVICE_FORCES"})),
        ),
        (
            GroupRole.CUSTOMER_MANAGER,
            "ARCHITECT CUSTOMER_MANAGER HACKER REATTACKER RESOURCER REVIEWER USER_MANAGER",
        ),
        (GroupRole.USER_MANAGER, "USER USER_MANAGER VULNERABILITY_MANAGER"),
    ],
)
async def test_who_may_grant_what_depends_on_the_own_role(
    world: World, granting: GroupRole | PlatformRole, may: str
) -> None:
    tenant = await a_tenant(world)
    roles = (
        Roles(platform=granting)
        if isinstance(granting, PlatformRole)
        else member_of(tenant, granting)
    )
    person = await a_person(world, roles)
    granted = set()

    for role in (*sorted(EVERY_ROLE), "INTERNAL_MANAGER"):
        email = f"{role.lower()}@example.com"
        answer = await _grant(world, tenant, person, email=email, role=role)
        if answer.errors:
            assert refusal(answer) == _ungranted(role.lower())
        else:
            granted.add(role)

    assert granted == set(may.split())


async def test_nothing_is_written_for_a_role_that_may_not_be_granted(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))

    async with nothing_written(world):
        answer = await _grant(world, tenant, manager, role="ADMIN")

    assert refusal(answer) == _ungranted("admin")


async def test_a_member_is_granted_nothing_twice(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    await _grant(world, tenant, manager)
    await accepted(world, NEW)

    async with nothing_written(world):
        again = await _grant(world, tenant, manager, email=NEW.upper())
        themselves = await _grant(world, tenant, manager, email=manager.email)

    assert refusal(again) == PREVIOUSLY
    assert refusal(themselves) == PREVIOUSLY


async def test_nobody_is_invited_twice_within_a_minute_and_then_only_the_last_link_is_good(
    world: World,
) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    await _grant(world, tenant, manager, role="USER")
    first = await links_to(world, NEW)

    async with nothing_written(world):
        answer = await _grant(world, tenant, manager)
    world.clock.advance(timedelta(minutes=1))
    again = await _grant(world, tenant, manager)

    assert refusal(answer) == JUST_NOW
    assert again["grantStakeholderAccess"]["success"]
    assert (await visit(world, first.confirm, method="POST")).status_code == 404
    await accepted(world, NEW)
    assert (await roles_in_group(world, tenant, manager))[NEW] == "vulnerability_manager"


async def test_the_organization_may_list_the_domains_of_those_who_are_invited(world: World) -> None:
    tenant = await a_tenant(world)
    roles = member_of(tenant, organization_role=OrganizationRole.USER_MANAGER)
    manager = await a_person(world, roles)
    organization = tenant.organization
    await world.ask(
        DOMAINS,
        token=manager.token,
        id=organization.id,
        name=organization.name,
        domains=["acme.io"],
    )

    async with nothing_written(world):
        answer = await _grant(world, tenant, manager)
        within = await _grant(world, tenant, manager, email="new@sub.acme.io")
    allowed = await _grant(world, tenant, manager, email="new@Acme.io")

    assert refusal(answer) == FOREIGN_DOMAIN
    assert refusal(within) == FOREIGN_DOMAIN
    assert allowed["grantStakeholderAccess"]["success"]


async def test_of_two_who_grant_at_once_one_is_told_of_the_other(world: World) -> None:
    tenant = await a_tenant(world)
    people = [await a_person(world, member_of(tenant)) for _ in range(2)]

    answers = await asyncio.gather(*(_grant(world, tenant, person) for person in people))

    assert sorted(answer.messages for answer in answers) == [[], [JUST_NOW[0]]]


async def test_who_was_removed_can_come_back_even_when_the_clock_went_back(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    await _grant(world, tenant, manager)
    await accepted(world, NEW)
    await world.ask(REMOVE, token=manager.token, groupName=tenant.group.name, email=NEW)
    versions = {key: item.version for key, item in (await world.contents()).items()}
    world.clock.advance(timedelta(minutes=-5))

    await _grant(world, tenant, manager, role="USER")
    await accepted(world, NEW)

    assert (await roles_in_group(world, tenant, manager))[NEW] == "user"
    written = (await world.contents()).values()
    entries = [item for item in written if item.kind.endswith("access-entry")]
    told = max(version for key, version in versions.items() if key.pk == f"USRH#{NEW}")
    back = [
        item.version
        for item in written
        if item.key.pk == f"USR#{NEW}" and item.kind != "stakeholder"
    ]
    assert len([item for item in entries if item.key.pk == f"USRH#{NEW}"]) == 8
    assert min(back) > told


async def test_a_member_who_manages_nothing_grants_none(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.VULNERABILITY_MANAGER))

    async with nothing_written(world):
        answer = await _grant(world, tenant, person)

    assert refusal(answer) == ACCESS_DENIED


async def test_a_stranger_grants_none_and_learns_nothing(world: World) -> None:
    tenant = await a_tenant(world)
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))

    async with nothing_written(world):
        foreign = await _grant(world, tenant, stranger)
        absent = await _grant(world, tenant, stranger, groupName="nowhere")

    assert refusal(foreign) == ACCESS_DENIED
    assert foreign == absent


async def test_nobody_who_has_not_signed_in_grants_one(world: World) -> None:
    tenant = await a_tenant(world)

    async with nothing_written(world):
        answer = await _grant(world, tenant, None)

    assert refusal(answer) == LOGIN_REQUIRED


BAD_EMAIL = ("Exception - Invalid email address in form", "INVALID")
BAD_LENGTH = ("Exception - Invalid field length in form", "INVALID")
BAD_FIELD = ("Exception - Invalid field in form", "INVALID")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"email": ""}, BAD_EMAIL),
        ({"email": "nobody"}, BAD_EMAIL),
        ({"email": "a+b@example.com"}, BAD_EMAIL),
        ({"email": "a#b@example.com"}, BAD_EMAIL),
        ({"email": "forces.evilgroup@integrates.local"}, BAD_EMAIL),
        ({"responsibility": ""}, BAD_LENGTH),
        ({"responsibility": "r" * 51}, BAD_LENGTH),
        ({"responsibility": "Owner, product"}, BAD_FIELD),
        ({"responsibility": "=cmd"}, BAD_FIELD),
        (
            {"responsibility": " "},
            ("Exception - Field cannot fill with blank characters", "INVALID"),
        ),
    ],
)
async def test_bad_input_is_refused(world: World, given: dict[str, object], told: Refusal) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))

    async with nothing_written(world):
        answer = await _grant(world, tenant, manager, **given)

    assert refusal(answer) == told
