"""updateCredentials."""

from typing import Any

import pytest

from db_model.access.types import OrganizationRole
from invitations import mails_to
from people import Person, Tenant, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, nothing_written, refusal
from secrecy import HTTPS, KEY, PASSWORD, PRIVATE, TOKEN, credentials_of, do
from world import Answer, World

NOT_FOUND = ("Exception - Access denied or credential not found", "NOT_FOUND")


async def _scene(world: World, name: str = "acme") -> tuple[Tenant, Person, str]:
    tenant = await a_tenant(world, name=name)
    person = await _manager(world, tenant)
    await do(
        world,
        "addCredentials",
        person,
        organizationId=tenant.organization.id,
        credentials=HTTPS,
    )
    (held,) = await credentials_of(world, tenant, person)
    return tenant, person, held["id"]


async def _manager(world: World, tenant: Tenant) -> Person:
    roles = member_of(tenant, organization_role=OrganizationRole.USER_MANAGER)
    return await a_person(world, roles)


async def _update(
    world: World, tenant: Tenant, person: Person | None, id_: str, **given: Any
) -> Answer:
    return await do(
        world,
        "updateCredentials",
        person,
        organizationId=tenant.organization.id,
        credentialsId=id_,
        credentials=given,
    )


async def test_a_name_is_changed_and_the_secret_stays_its_owners(world: World) -> None:
    tenant, owner, id_ = await _scene(world)
    other = await _manager(world, tenant)

    answer = await _update(world, tenant, other, id_, name="another")

    (held,) = await credentials_of(world, tenant, owner, f"name owner {PRIVATE}")
    assert answer["updateCredentials"] == {"success": True}
    assert held == {
        "name": "another",
        "owner": owner.email,
        **dict.fromkeys(PRIVATE.split()),
        "token": TOKEN,
    }


async def test_the_former_owner_is_told_that_somebody_else_owns_them(world: World) -> None:
    tenant, owner, id_ = await _scene(world)
    other = await _manager(world, tenant)

    await _update(world, tenant, owner, id_, type="HTTPS", token="another")
    await _update(world, tenant, other, id_, type="HTTPS", token="one more")

    (mail,) = await mails_to(world, owner.email)
    assert mail["Subject"] == f"Credentials of {tenant.organization.name} have another owner"
    assert await mails_to(world, other.email) == []


async def test_who_tells_another_secret_owns_it(world: World) -> None:
    tenant, _, id_ = await _scene(world)
    other = await _manager(world, tenant)

    await _update(world, tenant, other, id_, type="HTTPS", user="me", password=PASSWORD)

    (held,) = await credentials_of(world, tenant, other, f"isToken owner {PRIVATE}")
    assert held == {
        "isToken": False,
        "owner": other.email,
        "key": None,
        "token": None,
        "user": "me",
        "password": PASSWORD,
    }


async def test_what_changes_nothing_writes_nothing(world: World) -> None:
    tenant, owner, id_ = await _scene(world)

    async with nothing_written(world):
        answer = await _update(world, tenant, owner, id_, name="clone", type="HTTPS")

    assert answer["updateCredentials"] == {"success": True}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"type": "SSH"}, "Invalid secret for the credential type"),
        ({"type": "HTTPS", "key": KEY}, "Invalid secret for the credential type"),
        ({"user": "me"}, "Field password is invalid"),
        ({"password": PASSWORD}, "Field user is invalid"),
        ({"name": " "}, "Field cannot fill with blank characters"),
        ({"token": TOKEN, "isPat": True}, "Field azure_organization is invalid"),
    ],
)
async def test_what_does_not_fit_is_refused(world: World, given: dict[str, Any], told: str) -> None:
    tenant, owner, id_ = await _scene(world)

    async with nothing_written(world):
        answer = await _update(world, tenant, owner, id_, **given)

    assert refusal(answer) == (f"Exception - {told}", "INVALID")


async def test_a_name_that_others_bear_is_refused_and_one_let_go_is_free(world: World) -> None:
    tenant, owner, id_ = await _scene(world)
    organization = tenant.organization.id
    second = HTTPS | {"name": "second"}
    await do(world, "addCredentials", owner, organizationId=organization, credentials=second)

    async with nothing_written(world):
        taken = await _update(world, tenant, owner, id_, name="second")
    await _update(world, tenant, owner, id_, name="third")
    again = await do(world, "addCredentials", owner, organizationId=organization, credentials=HTTPS)

    assert refusal(taken) == ("Exception - A credential exists with the same name", "CONFLICT")
    assert again["addCredentials"] == {"success": True}


async def test_who_may_not_changes_none_and_learns_nothing(world: World) -> None:
    tenant, _, id_ = await _scene(world)
    unfit = await a_person(world, member_of(tenant))
    other, stranger, _ = await _scene(world, name="evil")

    async with nothing_written(world):
        nobody = await _update(world, tenant, None, id_)
        denied = await _update(world, tenant, unfit, id_)
        foreign = await _update(world, tenant, stranger, id_)
        of_others = await _update(world, other, stranger, id_)
        absent = await _update(world, other, stranger, "nothing")

    assert refusal(nobody) == LOGIN_REQUIRED
    assert refusal(denied) == refusal(foreign) == ACCESS_DENIED
    assert refusal(of_others) == NOT_FOUND
    assert of_others == absent
