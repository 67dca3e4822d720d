"""Who an identity is here: one person for good, by a verified e-mail, once."""

import asyncio
from datetime import timedelta

import pytest

from app.sign_in.issuers import issuers, paths
from authz.access import Principal, access_of
from browsing import BACK_AT, START_AT, a_door, configured, doors
from db_model.types import Email
from functional.conftest import Budget
from functional.sign_in.test_hostile import is_refusal
from identities.domain import unlink
from identities.errors import PersonNotFound
from identity_provider import ADA, FakeIssuer, an_issuer
from people import Roles, a_person, a_tenant, member_of
from settings import Settings
from store.counting import Counts
from store.requests import RequestStore
from world import World

EMAIL = Email("ada@example.com")
REMOVE = """
mutation ($name: String!, $email: String!) {
  removeStakeholderAccess(groupName: $name, userEmail: $email) { success }
}
"""


async def _identities(world: World) -> list[str]:
    person = await access_of(RequestStore(world.store), Principal(email=EMAIL))
    return [] if person is None else [identity.subject for identity in person.identities]


async def test_the_same_subject_of_another_issuer_is_somebody_else(world: World) -> None:
    async with an_issuer(world.clock) as first, an_issuer(world.clock) as second:
        second.person["email"] = "eve@example.com"
        both = [configured(first), configured(second, name="second")]
        async with doors(world, first, both) as door:
            await door.browser().sign_in(first)
            eve = door.browser()

            url = await eve.leave("/sign-in/second")
            await eve.get("/sign-in/second/callback", **second.authorize(url))

            me = await eve.me()
            assert me is not None
            assert me["userEmail"] == "eve@example.com"


async def test_another_issuer_with_the_same_e_mail_does_not_sign_in_as_its_owner(
    world: World,
) -> None:
    async with an_issuer(world.clock) as first, an_issuer(world.clock) as second:
        both = [configured(first), configured(second, name="second")]
        async with doors(world, first, both) as door:
            await door.browser().sign_in(first)
            other = door.browser()
            url = await other.leave("/sign-in/second")
            before = await door.contents()

            page = await other.get("/sign-in/second/callback", **second.authorize(url))

            assert is_refusal(page, status=409)
            assert "An administrator can unlink it" in page.text
            assert not other.is_signed_in
            assert await door.contents() == before


async def test_another_subject_with_the_same_e_mail_does_not_sign_in_as_its_owner(
    world: World,
) -> None:
    async with a_door(world) as door:
        await door.browser().sign_in(door.issuer)
        door.issuer.person["sub"] = "another"
        browser = door.browser()

        page = await browser.sign_in(door.issuer)

        assert is_refusal(page, status=409)
        assert not browser.is_signed_in


async def test_who_is_unlinked_is_signed_out_and_can_come_as_another_identity(
    world: World,
) -> None:
    async with a_door(world) as door:
        former = door.browser()
        await former.sign_in(door.issuer)
        door.issuer.person["sub"] = "another"

        many = await unlink(RequestStore(world.store), " Ada@Example.com", at=world.clock())

        assert many == 1
        assert await former.me() is None
        browser = door.browser()
        await browser.sign_in(door.issuer)
        assert browser.is_signed_in
        assert await _identities(world) == ["another"]
        door.issuer.person["sub"] = ADA["sub"]
        assert is_refusal(await door.browser().sign_in(door.issuer), status=409)


async def test_an_identity_that_was_unlinked_can_be_linked_again(world: World) -> None:
    async with a_door(world) as door:
        await door.browser().sign_in(door.issuer)
        await unlink(RequestStore(world.store), EMAIL, at=world.clock())
        browser = door.browser()

        await browser.sign_in(door.issuer)

        assert browser.is_signed_in
        assert await _identities(world) == [ADA["sub"]]


async def test_nobody_can_be_unlinked_who_is_not_here(world: World) -> None:
    with pytest.raises(PersonNotFound):
        await unlink(RequestStore(world.store), "nobody@example.com", at=world.clock())


async def test_who_was_removed_comes_back_as_somebody_new(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    await a_person(world, member_of(tenant), email=EMAIL)
    async with a_door(world) as door:
        browser = door.browser()
        await browser.sign_in(door.issuer)

        answer = await world.ask(REMOVE, token=manager.token, name=tenant.group.name, email=EMAIL)

        assert answer["removeStakeholderAccess"] == {"success": True}
        assert await browser.me() is None
        assert await _identities(world) == []
        await browser.sign_in(door.issuer)
        assert await browser.me() == {"userEmail": EMAIL, "userName": "Ada Lovelace"}
        assert await _identities(world) == [ADA["sub"]]


async def test_of_two_issuers_at_once_one_gets_the_e_mail(world: World) -> None:
    await a_person(world, Roles(), email=EMAIL)
    async with an_issuer(world.clock) as first, an_issuer(world.clock) as second:
        both = [configured(first), configured(second, name="second")]
        async with doors(world, first, both) as door:
            one, other = door.browser(), door.browser()
            answers = (
                first.authorize(await one.leave()),
                second.authorize(await other.leave("/sign-in/second")),
            )

            pages = await asyncio.gather(
                one.get(BACK_AT, **answers[0]),
                other.get("/sign-in/second/callback", **answers[1]),
            )

            assert sorted(page.status_code for page in pages) == [303, 409]
            assert len(await _identities(world)) == 1


async def test_the_first_sign_in_twice_at_once_adds_one_person(world: World) -> None:
    async with a_door(world) as door:
        browsers = [door.browser() for _ in range(3)]
        answers = [door.issuer.authorize(await browser.leave()) for browser in browsers]

        await asyncio.gather(
            *(b.get(BACK_AT, **answer) for b, answer in zip(browsers, answers, strict=True))
        )

        assert [browser.is_signed_in for browser in browsers] == [True] * 3
        assert await _identities(world) == [ADA["sub"]]


async def test_an_e_mail_of_another_domain_may_not_sign_in(world: World) -> None:
    async with a_door(world, domains=("example.org",)) as door:
        browser = door.browser()

        page = await browser.sign_in(door.issuer)

        assert is_refusal(page, status=403)
        assert not browser.is_signed_in
        assert await _identities(world) == []


async def test_who_is_known_may_not_sign_in_once_the_domain_is_none_any_more(
    world: World,
) -> None:
    async with an_issuer(world.clock) as issuer:
        async with doors(world, issuer) as door:
            await door.browser().sign_in(issuer)
        async with doors(world, issuer, [configured(issuer, domains=("example.org",))]) as door:
            browser = door.browser()

            page = await browser.sign_in(issuer)

            assert is_refusal(page, status=403)
            assert not browser.is_signed_in


async def test_another_claim_can_say_that_the_e_mail_is_verified(world: World) -> None:
    async with a_door(world, verified_claim="xms_edov") as door:
        door.issuer.person |= {"email_verified": False, "xms_edov": "1"}
        browser = door.browser()

        await browser.sign_in(door.issuer)

        assert browser.is_signed_in


@pytest.mark.parametrize(
    ("name", "start", "back"),
    [
        ("google", "/dglogin", "/authz_google"),
        ("microsoft", "/dalogin", "/authz_azure"),
        ("bitbucket", "/dblogin", "/authz_bitbucket"),
        ("staff", "/sign-in/staff", "/sign-in/staff/callback"),
    ],
)
async def test_an_issuer_is_found_where_clients_know_it(
    world: World, name: str, start: str, back: str
) -> None:
    async with a_door(world, name=name) as door:
        browser = door.browser()
        page = await browser.get("/")
        url = await browser.leave(start)

        await browser.get(back, **door.issuer.authorize(url))

        assert paths(name) == (start, back)
        assert f'href="{start}"' in page.text
        assert f"redirect_uri=http%3A%2F%2Flocalhost%3A8001{back.replace('/', '%2F')}" in url
        assert browser.is_signed_in


async def test_an_issuer_that_is_not_configured_is_not_there(world: World) -> None:
    async with a_door(world) as door:
        for path in ("/dglogin", "/authz_google", "/sign-in/other", "/sign-in/other/callback"):
            assert (await door.client.get(path)).status_code == 404


async def test_issuers_are_listed_by_what_people_call_them() -> None:
    fake = FakeIssuer(url="https://id.example.com", clock=lambda: pytest.fail("no time is asked"))
    configured_issuers = (
        configured(fake, name="b", label="zeta"),
        configured(fake, name="google", label="Google"),
    )

    listed = issuers(Settings(issuers=configured_issuers))

    assert [(issuer.label, issuer.href) for issuer in listed] == [
        ("Google", "/dglogin"),
        ("zeta", "/sign-in/b"),
    ]


async def test_what_signing_in_costs(world: World, budget: Budget) -> None:
    async with a_door(world) as door:
        browser = door.browser()
        with budget("begin to sign in", Counts(commits=1)):
            url = await browser.leave()
        with budget("sign in for the first time", Counts(gets=3, queries=1, commits=2)):
            await browser.get(BACK_AT, **door.issuer.authorize(url))
        url = await browser.leave()
        with budget("sign in again", Counts(gets=4, queries=1, commits=2)):
            await browser.get(BACK_AT, **door.issuer.authorize(url))


async def test_a_sign_in_that_was_begun_vanishes_by_itself(world: World) -> None:
    async with a_door(world) as door:
        await door.browser().leave()
        (item,) = [i for i in (await world.everything()).values() if i.kind == "sign-in"]

        assert item.expires is not None
        assert (
            timedelta(minutes=9)
            < timedelta(seconds=item.expires - world.clock.instant.timestamp())
            <= timedelta(minutes=10)
        )


async def test_the_session_goes_on_whatever_becomes_of_the_issuer(world: World) -> None:
    async with a_door(world) as door:
        browser, other = door.browser(), door.browser()
        await browser.sign_in(door.issuer)
        door.issuer.is_down = True
        world.clock.advance(timedelta(minutes=20))
        assert await browser.me() is not None
        world.clock.advance(timedelta(minutes=25))
        await browser.me()
        world.clock.advance(timedelta(minutes=25))

        page = await other.get(START_AT)

        assert is_refusal(page, status=503)
        assert page.headers["retry-after"] == "5"
        assert await browser.me() is not None
