"""endStakeholderSessions."""

import pytest

from db_model.stakeholders.types import PlatformRole
from people import Roles, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, nothing_written, refusal
from signing_in import a_browser, a_link, a_session
from world import World

END = "mutation ($email: String!) { endStakeholderSessions(email: $email) { success } }"
ME = "{ me { userEmail } }"
NOT_FOUND = ("Access denied or stakeholder not found", "NOT_FOUND")
ADMIN = Roles(platform=PlatformRole.ADMIN)


async def test_an_administrator_signs_somebody_out_everywhere(world: World) -> None:
    admin, person = await a_person(world, ADMIN), await a_person(world, email="ada@example.com")
    cookies = [await a_session(world, person) for _ in range(3)]
    other = await a_session(world, admin)

    answer = await world.ask(END, token=admin.token, email=" Ada@example.com ")

    assert answer["endStakeholderSessions"] == {"success": True}
    answers = [await world.ask(ME, token=cookie) for cookie in cookies]
    assert [refusal(each) for each in answers] == [LOGIN_REQUIRED] * 3
    assert (await world.ask(ME, token=other)).errors == ()
    assert (await world.ask(ME, token=person.token)).errors == ()


async def test_a_link_that_waits_for_its_use_goes_too(world: World) -> None:
    admin, person = await a_person(world, ADMIN), await a_person(world)
    secret = await a_link(world, person.email)

    await world.ask(END, token=admin.token, email=person.email)

    async with a_browser(world) as browser:
        answer = await browser.post("/sign-in-link", data={"secret": secret})
    assert answer.status_code == 403


@pytest.mark.parametrize("email", ["nobody@example.com", "", "x" * 3000, "#", "a\x00b"])
async def test_of_who_is_not_there_none_are_ended(world: World, email: str) -> None:
    admin = await a_person(world, ADMIN)

    async with nothing_written(world):
        answer = await world.ask(END, token=admin.token, email=email)

    assert refusal(answer) == NOT_FOUND


@pytest.mark.parametrize("role", [PlatformRole.USER, PlatformRole.HACKER, None])
async def test_nobody_else_may(world: World, role: PlatformRole | None) -> None:
    tenant = await a_tenant(world)
    member = member_of(tenant)
    person = await a_person(
        world, Roles(platform=role, organizations=member.organizations, groups=member.groups)
    )
    victim = await a_person(world, member)
    cookie = await a_session(world, victim)

    async with nothing_written(world):
        known = await world.ask(END, token=person.token, email=victim.email)
        unknown = await world.ask(END, token=person.token, email="nobody@example.com")
        anonymous = await world.ask(END, email=victim.email)

    assert refusal(known) == refusal(unknown) == ACCESS_DENIED
    assert refusal(anonymous) == LOGIN_REQUIRED
    assert (await world.ask(ME, token=cookie)).errors == ()
