"""Callers who ask too often: who pays, how it is told, and what it costs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from db_model.access.types import GroupRole, OrganizationRole
from db_model.stakeholders.types import PlatformRole
from functional.conftest import Budget
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from reporting import IMPORT_REPORT
from sarif import Hit, a_report
from settings import Rates
from store.counting import Counts
from world import LENIENT, Answer, World, one_world

ME: Final = "{ me { userEmail } }"
TAG: Final = """
mutation ($groupName: String!, $tag: String!) {
  addGroupTags(groupName: $groupName, tagsData: [$tag]) { success }
}
"""


@asynccontextmanager
async def _world(folder: Path, rates: Rates) -> AsyncIterator[World]:
    async with one_world(folder, settings=replace(LENIENT, rates=rates)) as made:
        yield made


@pytest.fixture
async def limited(tmp_path: Path) -> AsyncIterator[World]:
    """Give a service with the limits that it has by default."""
    async with one_world(tmp_path, settings=replace(LENIENT, rates=Rates())) as made:
        yield made


async def _ask(world: World, person: Person | None, times: int) -> list[Answer]:
    return [await world.ask(ME, token=person.token if person else None) for _ in range(times)]


def _told(answer: Answer) -> tuple[int, list[str], str | None]:
    return answer.status, answer.codes, answer.headers.get("retry-after")


async def test_a_caller_has_points_and_is_told_how_many_are_left(limited: World) -> None:
    person = await a_person(limited)

    first, second = await _ask(limited, person, 2)

    # A request takes 1.01, and some hundredths come back meanwhile.
    assert first.extensions["rate"] == {"limit": 1200, "remaining": 1199}
    assert second.extensions["rate"] == {"limit": 1200, "remaining": 1198}
    assert first.headers["ratelimit-policy"] == '"points";q=1200;w=120'
    assert first.headers["ratelimit"] == '"points";r=1199'


async def test_who_has_no_points_left_is_refused_until_some_come_back(tmp_path: Path) -> None:
    async with _world(tmp_path, Rates(rate_points=6, rate_points_burst=5)) as world:
        person, other = await a_person(world), await a_person(world)

        answers = await _ask(world, person, 6)
        untouched = await world.ask(ME, token=other.token)
        world.clock.advance(timedelta(seconds=11))
        later = await world.ask(ME, token=person.token)

    assert [answer.status for answer in answers] == [200, 200, 200, 200, 429, 429]
    assert _told(answers[-1]) == (429, ["RATE_LIMITED"], "1")
    assert answers[-1].messages == ["Too many requests; try again in 1 s"]
    details = answers[-1].errors[0]["extensions"]["details"]
    assert details == {"retryAfter": 1, "limit": "points"}
    assert (untouched.status, later.status) == (200, 200)


async def test_what_is_dear_takes_more_points(limited: World) -> None:
    tenant = await a_tenant(limited)
    person = await a_person(limited, member_of(tenant))
    await limited.ask(ME, token=person.token)

    answer = await limited.ask(
        "query ($name: String!) { group(groupName: $name) "
        "{ vulnerabilities(first: 500) { edges { node { id } } } } }",
        token=person.token,
        name=tenant.group.name,
    )

    cost = answer.extensions["cost"]["requested"]
    assert cost > 500
    assert answer.extensions["rate"]["remaining"] == pytest.approx(1198 - cost / 100, abs=1)


async def _tag(world: World, tenant: Tenant, person: Person, query: str = TAG) -> Answer:
    return await world.ask(query, token=person.token, groupName=tenant.group.name, tag="one")


async def test_each_of_several_mutations_counts(tmp_path: Path) -> None:
    three = """
    mutation ($groupName: String!, $tag: String!) {
      a: addGroupTags(groupName: $groupName, tagsData: [$tag]) { success }
      b: addGroupTags(groupName: $groupName, tagsData: [$tag]) { success }
      ...more
    }
    fragment more on Mutation {
      c: addGroupTags(groupName: $groupName, tagsData: [$tag]) { success }
    }
    """
    async with _world(tmp_path, Rates(rate_mutations=7)) as world:
        tenant = await a_tenant(world)
        person = await a_person(world, member_of(tenant))

        answers = [await _tag(world, tenant, person, three) for _ in range(3)]
        one_more, too_many = [await _tag(world, tenant, person) for _ in range(2)]
        read = await world.ask(ME, token=person.token)

    assert [answer.status for answer in answers] == [200, 200, 429]
    assert (one_more.status, too_many.status) == (200, 429)
    assert answers[-1].errors[0]["extensions"]["details"]["limit"] == "mutations"
    assert read.status == 200


async def test_what_is_refused_changes_nothing(tmp_path: Path) -> None:
    async with _world(tmp_path, Rates(rate_mutations=1)) as world:
        tenant = await a_tenant(world)
        person = await a_person(world, member_of(tenant))
        await _tag(world, tenant, person)
        before = await world.contents()

        answer = await world.ask(TAG, token=person.token, groupName=tenant.group.name, tag="two")

        assert answer.status == 429
        assert await world.contents() == before


async def test_nobody_has_requests_of_its_address(limited: World) -> None:
    answers = await _ask(limited, None, 62)
    stale = await limited.ask(ME, token="itg_user_nonsense")
    person = await a_person(limited)
    known = await limited.ask(ME, token=person.token)

    assert [answer.status for answer in answers] == [200] * 60 + [429] * 2
    assert _told(stale)[:2] == (429, ["RATE_LIMITED"])
    assert known.status == 200


async def test_the_members_of_an_organization_share_points(tmp_path: Path) -> None:
    async with _world(tmp_path, Rates(rate_tenant_points=6)) as world:
        tenant, other = await a_tenant(world), await a_tenant(world, name="other")
        people = [await a_person(world, member_of(tenant)) for _ in range(2)]
        stranger = await a_person(world, member_of(other))

        answers = [answer for each in people for answer in await _ask(world, each, 4)]
        untouched = await world.ask(ME, token=stranger.token)

    assert [answer.status for answer in answers] == [200] * 5 + [429] * 3
    assert answers[-1].errors[0]["extensions"]["details"]["limit"] == "tenant"
    assert untouched.status == 200


async def _import(world: World, tenant: Tenant, person: Person) -> Answer:
    return await world.upload(
        IMPORT_REPORT,
        token=person.token,
        report=a_report([Hit()]),
        groupName=tenant.group.name,
        rootNickname=tenant.root.state.nickname,
    )


async def test_a_group_takes_so_many_imports_an_hour(tmp_path: Path) -> None:
    async with _world(tmp_path, Rates(rate_imports=2)) as world:
        tenant, other = await a_tenant(world), await a_tenant(world, name="other")
        manager = (GroupRole.USER_MANAGER, OrganizationRole.USER)
        people = [await a_person(world, member_of(tenant, *manager)) for _ in range(2)]
        stranger = await a_person(world, member_of(other, *manager))

        answers = [await _import(world, tenant, person) for person in (*people, *people)]
        denied = await _import(world, tenant, stranger)
        untouched = await _import(world, other, stranger)
        world.clock.advance(timedelta(minutes=31))
        later = await _import(world, tenant, people[0])

    assert [answer.status for answer in answers] == [200, 200, 429, 429]
    code, codes, seconds = _told(answers[-1])
    assert (code, codes) == (429, ["RATE_LIMITED"])
    assert 1_700 < int(seconds or 0) <= 1_800
    assert denied.codes == ["ACCESS_DENIED"]
    assert untouched.errors == later.errors == ()


async def test_limits_ask_the_store_nothing_for_most_requests(
    limited: World, budget: Budget
) -> None:
    tenant = await a_tenant(limited)
    person = await a_person(limited, Roles(platform=PlatformRole.ADMIN))
    await limited.ask(ME, token=person.token)  # records the token's use

    with budget("eleven requests", Counts(gets=11, queries=11, commits=0)):
        await _ask(limited, person, 11)
    with budget("a mutation", Counts(gets=2, queries=2, commits=1)):
        await _tag(limited, tenant, person)
    # A tenth of the points that a caller may save up: once in so many requests it asks.
    with budget("two hundred more", Counts(gets=202, queries=200, commits=1)):
        await _ask(limited, person, 200)


async def test_off_is_off(world: World) -> None:
    person = await a_person(world)

    answers = await _ask(world, person, 200) + await _ask(world, None, 100)

    assert {answer.status for answer in answers} == {200}
    assert "rate" not in answers[0].extensions
    assert "ratelimit" not in answers[0].headers


@pytest.mark.parametrize("query", ["{ nonsense }", "{{{", "{ me { userEmail } } { x }"])
async def test_what_is_no_request_is_paid_for_as_well(tmp_path: Path, query: str) -> None:
    async with _world(tmp_path, Rates(rate_points=1, rate_points_burst=2)) as world:
        person = await a_person(world)

        answers = [await world.ask(query, token=person.token) for _ in range(3)]

    assert [answer.codes for answer in answers] == [["INVALID"], ["INVALID"], ["RATE_LIMITED"]]
