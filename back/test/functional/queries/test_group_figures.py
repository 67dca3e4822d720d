"""The figures of a group."""

from datetime import timedelta
from typing import Final

from db_model.access.types import GroupRole
from db_model.vulnerabilities.types import VulnerabilityStatus
from people import a_person, a_tenant, member_of
from populations import a_finding, a_vulnerability, put_findings, put_vulnerabilities
from world import World

FIGURES: Final = """
query ($name: String!) { group(groupName: $name) {
  openFindings openVulnerabilities closedVulnerabilities maxOpenSeverity
  meanRemediate meanRemediateCriticalSeverity meanRemediateHighSeverity
  meanRemediateLowSeverity meanRemediateMediumSeverity
} }
"""


async def test_what_is_released_is_counted_in_its_own_group(world: World) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    safe, both, draft = (a_finding(tenant, number) for number in range(3))
    theirs = a_finding(other)
    await put_findings(world, safe, both, draft, theirs)
    states = VulnerabilityStatus
    await put_vulnerabilities(
        world,
        a_vulnerability(tenant, safe, 0, status=states.SAFE),
        a_vulnerability(tenant, both, 0, status=states.SAFE),
        a_vulnerability(tenant, both, 1),
        a_vulnerability(tenant, both, 2),
        a_vulnerability(tenant, both, 3),
        a_vulnerability(tenant, draft, 0, status=states.SUBMITTED),
        a_vulnerability(other, theirs, 0),
    )

    await world.indexed()
    world.clock.advance(timedelta(days=3))

    answer = await world.ask(FIGURES, token=person.token, name=tenant.group.name)

    assert answer["group"] == {
        "openFindings": 1,
        "openVulnerabilities": 3,
        "closedVulnerabilities": 2,
        "maxOpenSeverity": 7.5,
        "meanRemediate": 3,
        "meanRemediateCriticalSeverity": None,
        "meanRemediateHighSeverity": 3,
        "meanRemediateLowSeverity": None,
        "meanRemediateMediumSeverity": None,
    }


async def test_a_group_without_findings_has_none_open(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    answer = await world.ask(FIGURES, token=person.token, name=tenant.group.name)

    assert answer["group"] == {
        "openFindings": 0,
        "openVulnerabilities": 0,
        "closedVulnerabilities": 0,
        "maxOpenSeverity": None,
        "meanRemediate": None,
        "meanRemediateCriticalSeverity": None,
        "meanRemediateHighSeverity": None,
        "meanRemediateLowSeverity": None,
        "meanRemediateMediumSeverity": None,
    }
