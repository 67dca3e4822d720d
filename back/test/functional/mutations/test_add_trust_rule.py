"""addTrustRule, and how rules are shown."""

from collections.abc import Mapping
from typing import Any, Final

import pytest

from db_model.access.types import GroupRole
from issuing import AUDIENCE
from people import Tenant, a_person, a_tenant, an_agent_of, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, nothing_written, refusal
from trusting import ADD, MAIN
from world import Answer, World

GITHUB: Final = "https://token.actions.githubusercontent.com"
RULES: Final = """
query ($name: String!) { group(groupName: $name) { trustRules {
  id issuer audience scopes createdBy createdAt conditions { claim pattern }
} } }
"""
TRAIL: Final = """
query ($name: String!) { group(groupName: $name) { auditTrail { edges { node {
  principal changes { kind operation ids }
} } } } }
"""


async def _trusted(world: World) -> Tenant:
    tenant = await a_tenant(world)
    await an_agent_of(world, tenant)
    return tenant


async def _add(world: World, tenant: Tenant, token: str | None, **changed: object) -> Answer:
    given = {
        "groupName": tenant.group.name,
        "issuer": GITHUB,
        "audience": AUDIENCE,
        "conditions": MAIN,
        "scopes": ["GATE", "IMPORT"],
        **changed,
    }
    return await world.ask(ADD, token=token, **given)


async def test_a_rule_is_added_shown_and_audited(world: World) -> None:
    tenant = await _trusted(world)
    manager = await a_person(world, member_of(tenant))

    answer = await _add(world, tenant, manager.token)

    rule = answer["addTrustRule"]["rule"]
    seen = await world.ask(RULES, token=manager.token, name=tenant.group.name)
    (shown,) = seen["group"]["trustRules"]
    assert shown.pop("createdAt")
    assert shown == rule
    assert rule.pop("id")
    assert rule == {
        "issuer": GITHUB,
        "audience": AUDIENCE,
        "scopes": ["GATE", "IMPORT"],
        "createdBy": manager.email,
        "conditions": MAIN,
    }


async def test_the_trail_of_the_group_tells_of_it(world: World) -> None:
    tenant = await _trusted(world)
    manager = await a_person(world, member_of(tenant))
    rule = (await _add(world, tenant, manager.token))["addTrustRule"]["rule"]["id"]
    await world.indexed()

    answer = await world.ask(TRAIL, token=manager.token, name=tenant.group.name)

    entries = [edge["node"] for edge in answer["group"]["auditTrail"]["edges"]]
    assert {"kind": "trust-rule", "operation": "CREATED", "ids": [rule]} in entries[0]["changes"]
    assert entries[0]["principal"] == manager.email


@pytest.mark.parametrize("role", [GroupRole.USER, GroupRole.HACKER, GroupRole.SERVICE_FORCES])
async def test_who_does_not_manage_the_group_adds_none(world: World, role: GroupRole) -> None:
    tenant = await _trusted(world)
    person = await a_person(world, member_of(tenant, role))

    async with nothing_written(world):
        answer = await _add(world, tenant, person.token)

    assert refusal(answer) == ACCESS_DENIED


async def test_strangers_and_nobody_add_none(world: World) -> None:
    tenant = await _trusted(world)
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))

    async with nothing_written(world):
        foreign = await _add(world, tenant, stranger.token)
        absent = await _add(world, tenant, stranger.token, groupName="nothing")
        nobody = await _add(world, tenant, None)

    assert refusal(foreign) == ACCESS_DENIED
    assert foreign == absent
    assert refusal(nobody) == LOGIN_REQUIRED


async def test_a_group_without_an_agent_lets_nobody_in(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))

    async with nothing_written(world):
        answer = await _add(world, tenant, manager.token)

    assert refusal(answer) == ("Exception - The group has no CI agent", "NOT_FOUND")


async def test_a_group_has_at_most_twenty(world: World) -> None:
    tenant = await _trusted(world)
    manager = await a_person(world, member_of(tenant))
    for _ in range(20):
        assert not (await _add(world, tenant, manager.token)).errors

    async with nothing_written(world):
        answer = await _add(world, tenant, manager.token)

    assert refusal(answer) == ("Exception - A group has at most 20 trust rules", "CONFLICT")


ISSUER = "Exception - The issuer must be a URL without query, like https://host"
CONDITIONS = "Exception - Invalid conditions of a trust rule"
OWNER = "Exception - Of this issuer, a condition must name the owner by "
OF_GITHUB = f"{OWNER}repository, repository_id, repository_owner, repository_owner_id, sub"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"issuer": "token.actions.githubusercontent.com"}, ISSUER),
        ({"issuer": "ftp://issuer.example.com"}, ISSUER),
        ({"issuer": "https://u:p@issuer.example.com"}, ISSUER),
        ({"issuer": "https://issuer.example.com?a=b"}, ISSUER),
        ({"issuer": f"https://issuer.example.com/{'x' * 200}"}, ISSUER),
        ({"audience": ""}, "Exception - The audience must be 1 to 200 visible characters"),
        ({"audience": "a b"}, "Exception - The audience must be 1 to 200 visible characters"),
        ({"scopes": []}, "Exception - A trust rule needs scopes"),
        ({"conditions": []}, CONDITIONS),
        ({"conditions": MAIN * 6}, CONDITIONS),
        ({"conditions": [{"claim": "", "pattern": "a"}]}, CONDITIONS),
        ({"conditions": [{"claim": "repository", "pattern": ""}]}, CONDITIONS),
        ({"conditions": [{"claim": "repository", "pattern": "a b"}]}, CONDITIONS),
        ({"conditions": [{"claim": "ref", "pattern": "refs/heads/main"}]}, OF_GITHUB),
        ({"conditions": [{"claim": "repository", "pattern": "*/app"}]}, OF_GITHUB),
        ({"conditions": [{"claim": "repository", "pattern": "ac**"}]}, OF_GITHUB),
        (
            {
                "issuer": "https://ci.example.com",
                "conditions": [{"claim": "any", "pattern": "**"}],
            },
            f"{OWNER}any claim, not by a wildcard",
        ),
    ],
)
async def test_a_rule_that_is_malformed_or_open_to_anybody_is_refused(
    world: World, changed: Mapping[str, Any], told: str
) -> None:
    tenant = await _trusted(world)
    manager = await a_person(world, member_of(tenant))

    async with nothing_written(world):
        answer = await _add(world, tenant, manager.token, **changed)

    assert refusal(answer) == (told, "INVALID")
