"""The first organization, and credentials for the people of an installation."""

import pytest

from authz.access import Access, access_by_token
from authz.errors import LoginRequired
from authz.tokens import digest_of
from db_model.access.types import GroupRole, OrganizationRole
from db_model.stakeholders.types import PlatformRole
from db_model.types import GroupName
from errors import AppError
from installation.domain import bootstrap, is_bootstrapped, token_for
from installation.errors import AlreadyBootstrapped
from installation.types import FirstThings
from refusals import nothing_written
from store.requests import RequestStore
from texts.errors import InvalidEmail
from world import START, World

pytestmark = pytest.mark.changes_db

FIRST = FirstThings(email="Admin@example.com", organization="Acme", group="AcmeApps")


async def _access(world: World, token: str) -> Access:
    digest = digest_of(token)
    assert digest is not None
    db = RequestStore(world.service.engines.store)
    return await access_by_token(db, digest, address=None, now=START)


async def test_the_first_person_is_administrator_and_manages_the_first_things(
    world: World,
) -> None:
    db = world.service.engines.store
    assert not await is_bootstrapped(db)

    token = await bootstrap(db, FIRST, at=START)

    access = await _access(world, token)
    assert await is_bootstrapped(db)
    assert access.principal.email == "admin@example.com"
    assert access.stakeholder.role is PlatformRole.ADMIN
    assert [each.role for each in access.organizations.values()] == [OrganizationRole.USER_MANAGER]
    assert {name: each.role for name, each in access.groups.items()} == {
        GroupName("acmeapps"): GroupRole.USER_MANAGER
    }


async def test_it_is_done_once(world: World) -> None:
    db = world.service.engines.store
    await bootstrap(db, FIRST, at=START)

    async with nothing_written(world):
        with pytest.raises(AlreadyBootstrapped):
            await bootstrap(db, FIRST, at=START)


@pytest.mark.parametrize(
    "first",
    [
        FirstThings(email="admin", organization="acme", group="acmeapps"),
        FirstThings(email="admin@example.com", organization="a", group="acmeapps"),
        FirstThings(email="admin@example.com", organization="acme", group="a-b"),
    ],
)
async def test_bad_names_are_refused(world: World, first: FirstThings) -> None:
    async with nothing_written(world):
        with pytest.raises(AppError):
            await bootstrap(world.service.engines.store, first, at=START)


async def test_a_person_who_is_not_there_is_added_with_a_token(world: World) -> None:
    token = await token_for(world.service.engines.store, " Ada@Example.com ", at=START)

    access = await _access(world, token)
    assert access.principal.email == "ada@example.com"
    assert access.stakeholder.role is PlatformRole.USER
    assert (access.organizations, access.groups) == ({}, {})


async def test_the_oldest_token_gives_way(world: World) -> None:
    db = world.service.engines.store
    tokens = [await token_for(db, "ada@example.com", at=world.clock()) for _ in range(3)]

    with pytest.raises(LoginRequired):
        await _access(world, tokens[0])
    access = await _access(world, tokens[1])
    assert await _access(world, tokens[2]) is not None
    assert len(access.tokens) == 2


async def test_what_is_no_address_gets_no_token(world: World) -> None:
    async with nothing_written(world):
        with pytest.raises(InvalidEmail):
            await token_for(world.service.engines.store, "ada", at=START)
