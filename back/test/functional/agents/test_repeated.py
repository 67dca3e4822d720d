"""A job whose answer was lost asks again; nobody else does with its token."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest
import pytest_asyncio

from agents.domain import exchange
from agents.errors import AssertionRefused
from agents.types import Exchange, Exchanged
from cutting import Cut, cut_at
from db_model.context import Origin
from fetches.fetch import Fetcher
from groups.rules import service_account
from issuers.named import NamedIssuers
from people import Tenant, a_person, a_tenant, an_agent_of, member_of
from refusals import LOGIN_REQUIRED, nothing_written, refusal
from store.requests import RequestStore
from store.types import Store
from trusting import MAIN, Pipelines, pipelines_of
from world import World

GROUP: Final = "query ($name: String!) { group(groupName: $name) { name } }"
TRAIL: Final = """
query ($name: String!) { group(groupName: $name) { auditTrail { edges { node {
  principal address changes { kind operation ids }
} } } } }
"""
HOME: Final = "192.0.2.1"


@pytest_asyncio.fixture
async def pipelines(world: World) -> AsyncIterator[Pipelines]:
    async with pipelines_of(world, await a_tenant(world)) as found:
        yield found


async def _asked(
    pipelines: Pipelines,
    token: str,
    *,
    store: Store | None = None,
    address: str | None = HOME,
    tenant: Tenant | None = None,
) -> Exchanged:
    world, group = pipelines.world, (tenant or pipelines.tenant).group.name
    return await exchange(
        RequestStore(store or world.service.engines.store),
        NamedIssuers(Fetcher(inner=frozenset({pipelines.issuer.url}))),
        Exchange(group=group, token=token),
        origin=Origin(principal=service_account(group), at=world.clock(), address=address),
    )


async def _is_in(pipelines: Pipelines, text: str) -> bool:
    answer = await pipelines.world.ask(GROUP, token=text, name=pipelines.tenant.group.name)
    assert not answer.errors or refusal(answer) == LOGIN_REQUIRED
    return not answer.errors


async def _told(pipelines: Pipelines) -> list[tuple[str, str]]:
    """Return what the trail has of what jobs were given, the first first."""
    world, name = pipelines.world, pipelines.tenant.group.name
    await world.indexed()
    trail = await world.ask(TRAIL, token=pipelines.manager.token, name=name)
    edges: list[dict[str, Any]] = trail["group"]["auditTrail"]["edges"]
    return [
        (change["operation"], id_)
        for edge in reversed(edges)
        for change in edge["node"]["changes"]
        if change["kind"] == "job-token"
        for id_ in change["ids"]
    ]


async def test_who_lets_a_job_in_is_in_the_trail(pipelines: Pipelines) -> None:
    await pipelines.trust()

    made = await _asked(pipelines, pipelines.issuer.token(pipelines.world))

    assert await _told(pipelines) == [("CREATED", made.token_id)]


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_lost_answer_is_not_a_lost_build(pipelines: Pipelines, moment: str) -> None:
    await pipelines.trust()
    world, token = pipelines.world, pipelines.issuer.token(pipelines.world)
    store = cut_at(world.service.engines.store, moment, commit=1)
    with pytest.raises(Cut):
        await _asked(pipelines, token, store=store)
    world.clock.advance(timedelta(seconds=59))

    made = await _asked(pipelines, token)

    assert await _is_in(pipelines, made.text)


async def test_what_a_job_was_given_before_ends(pipelines: Pipelines) -> None:
    await pipelines.trust()
    token = pipelines.issuer.token(pipelines.world)
    first, second, third = [await _asked(pipelines, token) for _ in range(3)]

    stand = [await _is_in(pipelines, each.text) for each in (first, second, third)]

    assert stand == [False, False, True]
    told = await _told(pipelines)
    assert sorted(told) == sorted(
        [("CREATED", each.token_id) for each in (first, second, third)]
        + [("REMOVED", each.token_id) for each in (first, second)]
    )


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_asking_again_may_be_cut_off_too(pipelines: Pipelines, moment: str) -> None:
    await pipelines.trust()
    token = pipelines.issuer.token(pipelines.world)
    first = await _asked(pipelines, token)
    # The first commit is refused, as the token was exchanged.
    store = cut_at(pipelines.world.service.engines.store, moment, commit=2)
    with pytest.raises(Cut):
        await _asked(pipelines, token, store=store)

    made = await _asked(pipelines, token)

    assert await _is_in(pipelines, made.text)
    assert not await _is_in(pipelines, first.text)


@pytest.mark.parametrize("address", ["192.0.2.2", None])
async def test_who_asks_from_elsewhere_is_not_the_same(
    pipelines: Pipelines, address: str | None
) -> None:
    await pipelines.trust()
    token = pipelines.issuer.token(pipelines.world)
    made = await _asked(pipelines, token)

    async with nothing_written(pipelines.world):
        with pytest.raises(AssertionRefused):
            await _asked(pipelines, token, address=address)

    assert await _is_in(pipelines, made.text)


async def test_a_minute_later_it_is_too_late(pipelines: Pipelines) -> None:
    await pipelines.trust()
    token = pipelines.issuer.token(pipelines.world)
    await _asked(pipelines, token)
    pipelines.world.clock.advance(timedelta(seconds=40))
    made = await _asked(pipelines, token)
    pipelines.world.clock.advance(timedelta(seconds=21))

    with pytest.raises(AssertionRefused):
        await _asked(pipelines, token)

    assert await _is_in(pipelines, made.text)


async def test_another_token_of_the_same_name_is_not_the_same(pipelines: Pipelines) -> None:
    await pipelines.trust()
    world = pipelines.world
    await _asked(pipelines, pipelines.issuer.token(world, jti="one"))

    with pytest.raises(AssertionRefused):
        await _asked(pipelines, pipelines.issuer.token(world, jti="one", sub="repo:acme/other"))


async def test_it_is_for_no_other_group(pipelines: Pipelines) -> None:
    world = pipelines.world
    other = await a_tenant(world, name="evil")
    await an_agent_of(world, other)
    await pipelines.trust()
    theirs = replace(pipelines, tenant=other, manager=await a_person(world, member_of(other)))
    await theirs.trust(conditions=MAIN)
    token = pipelines.issuer.token(world)
    made = await _asked(pipelines, token)

    with pytest.raises(AssertionRefused):
        await _asked(pipelines, token, tenant=other)

    assert await _is_in(pipelines, made.text)
