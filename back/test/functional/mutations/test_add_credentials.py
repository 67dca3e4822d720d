"""addCredentials."""

from typing import Any

import pytest

from db_model.access.types import GroupRole, OrganizationRole
from people import Person, Tenant, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, nothing_written, refusal
from secrecy import HTTPS, KEY, PASSWORD, PRIVATE, PUBLIC, TOKEN, credentials_of, do
from world import Answer, World

TAKEN = ("Exception - A credential exists with the same name", "CONFLICT")


async def _scene(
    world: World, role: OrganizationRole = OrganizationRole.USER_MANAGER, name: str = "acme"
) -> tuple[Tenant, Person]:
    tenant = await a_tenant(world, name=name)
    return tenant, await a_person(world, member_of(tenant, organization_role=role))


async def _add(world: World, tenant: Tenant, person: Person | None, **given: Any) -> Answer:
    id_ = given.pop("organizationId", tenant.organization.id)
    return await do(world, "addCredentials", person, organizationId=id_, credentials=HTTPS | given)


async def test_the_organization_has_credentials_that_the_caller_owns(world: World) -> None:
    tenant, person = await _scene(world)

    answer = await _add(world, tenant, person)

    (held,) = await credentials_of(world, tenant, person)
    assert answer["addCredentials"] == {"success": True}
    assert held == {
        "id": held["id"],
        "name": "clone",
        "type": "HTTPS",
        "isToken": True,
        "isPat": False,
        "azureOrganization": None,
        "oauthType": "",
        "owner": person.email,
    }


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({}, {"token": TOKEN}),
        ({"isPat": True, "azureOrganization": " acme "}, {"token": TOKEN}),
        ({"token": None, "user": "me", "password": PASSWORD}, {"user": "me", "password": PASSWORD}),
        ({"token": None, "type": "SSH", "key": KEY}, {"key": KEY[:-1] + "K"}),
    ],
    ids=["token", "pat", "password", "ssh"],
)
async def test_the_owner_alone_reads_the_secret(
    world: World, given: dict[str, Any], shown: dict[str, str]
) -> None:
    tenant, person = await _scene(world)
    other = await a_person(
        world, member_of(tenant, organization_role=OrganizationRole.USER_MANAGER)
    )
    await _add(world, tenant, person, **given)

    (own,) = await credentials_of(world, tenant, person, PRIVATE)
    query = (
        "query ($id: String!) "
        f"{{ organization(organizationId: $id) {{ credentials {{ {PRIVATE} }} }} }}"
    )
    theirs = await world.ask(query, token=other.token, id=tenant.organization.id)

    assert {name: text for name, text in own.items() if text is not None and name != "key"} == {
        name: text for name, text in shown.items() if name != "key"
    }
    assert (own["key"] is None) == ("key" not in shown)
    assert set(theirs.messages) == {"Access denied"}
    assert theirs.data is not None
    assert theirs.data["organization"]["credentials"] == [dict.fromkeys(PRIVATE.split())]


async def test_a_name_is_taken_once_an_organization_whatever_white_space(world: World) -> None:
    tenant, person = await _scene(world)
    other, stranger = await _scene(world, name="evil")
    await _add(world, tenant, person)

    async with nothing_written(world):
        again = await _add(world, tenant, person, name=" clone ")
    elsewhere = await _add(world, other, stranger)

    assert refusal(again) == TAKEN
    assert elsewhere["addCredentials"] == {"success": True}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"name": None}, "Field name is invalid"),
        ({"name": " "}, "Field cannot fill with blank characters"),
        ({"name": "n" * 101}, "Invalid field length in form"),
        ({"type": None}, "Field type is invalid"),
        ({"token": None}, "Invalid secret for the credential type"),
        ({"key": KEY}, "Invalid secret for the credential type"),
        ({"user": "me"}, "Invalid secret for the credential type"),
        ({"token": "two\nlines"}, "Field token is invalid"),
        ({"token": None, "user": "me"}, "Field password is invalid"),
        ({"token": None, "password": PASSWORD}, "Field user is invalid"),
        ({"type": "SSH"}, "Invalid secret for the credential type"),
        ({"type": "SSH", "token": None, "key": "no base"}, "The ssh key must be in base64"),
        ({"isPat": True}, "Field azure_organization is invalid"),
        ({"azureOrganization": "acme"}, "Field azure_organization is invalid"),
    ],
)
async def test_what_does_not_fit_is_refused(world: World, given: dict[str, Any], told: str) -> None:
    tenant, person = await _scene(world)

    async with nothing_written(world):
        answer = await _add(world, tenant, person, **given)

    assert refusal(answer) == (f"Exception - {told}", "INVALID")


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("1" + PASSWORD, "start with a letter"),
        ("Zq-Tm_Xw.Lk+Vb=Rn-Pd_Hs.Cj+Gy=A-Qs_Dm.Kw+Rt", "include at least one number"),
        (PASSWORD.upper(), "include lowercase characters"),
        (PASSWORD.lower(), "include uppercase characters"),
        ("Zq7aTm4bXw9cLk2dVb6eRn8fPd3gHs5hCj1iGy0jA", "include symbols characters"),
        (PASSWORD + "aBc", "not include sequentials characters"),
        (PASSWORD + "321", "not include sequentials characters"),
    ],
)
async def test_a_weak_password_is_refused_with_what_it_lacks(
    world: World, password: str, told: str
) -> None:
    tenant, person = await _scene(world)

    answer = await _add(world, tenant, person, token=None, user="me", password=password)

    assert refusal(answer) == (f"Exception - Password should {told}", "INVALID")


async def test_who_may_not_adds_none_and_learns_nothing(world: World) -> None:
    tenant, _ = await _scene(world)
    unfit = await a_person(world, member_of(tenant, GroupRole.HACKER))
    _, stranger = await _scene(world, name="evil")

    async with nothing_written(world):
        nobody = await _add(world, tenant, None)
        denied = await _add(world, tenant, unfit)
        foreign = await _add(world, tenant, stranger)
        absent = await _add(world, tenant, stranger, organizationId="ORG#nowhere")

    assert refusal(nobody) == LOGIN_REQUIRED
    assert refusal(denied) == refusal(foreign) == ACCESS_DENIED
    assert foreign == absent


async def test_what_is_stored_and_audited_has_no_secret_and_each_read_is_told(
    world: World,
) -> None:
    tenant, person = await _scene(world)
    await _add(world, tenant, person)
    (held,) = await credentials_of(world, tenant, person)

    await credentials_of(world, tenant, person, PRIVATE)
    await credentials_of(world, tenant, person, PUBLIC)
    await world.indexed()

    trail = await world.ask(
        "query ($id: String!) { organization(organizationId: $id) { auditTrail { edges { node "
        "{ principal changes { kind operation ids fields } } } } } }",
        token=person.token,
        id=tenant.organization.id,
    )
    told = [
        (edge["node"]["principal"], change["operation"])
        for edge in trail["organization"]["auditTrail"]["edges"]
        for change in edge["node"]["changes"]
        if change["kind"] == "credentials" and change["ids"] == [held["id"]]
    ]
    assert told == [(person.email, "READ"), (person.email, "CREATED")]
    everything = await world.everything()
    assert not any(TOKEN.encode() in item.body for item in everything.values())
