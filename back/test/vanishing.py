"""Removing findings in tests, and what is stored of them afterwards."""

from typing import Final

from db_model.codec import decode
from db_model.findings import keys
from db_model.findings.types import Figures
from db_model.types import FindingId
from db_model.vulnerabilities.types import Vulnerability
from people import Person, Tenant
from world import Answer, World

REASONS: Final = ("DUPLICATED", "FALSE_POSITIVE", "NOT_REQUIRED")
_REMOVE: Final = """
mutation ($findingId: String! $justification: RemoveFindingJustification!) {
  removeFinding(findingId: $findingId justification: $justification) { success }
}
"""
_COUNTED: Final = """
query ($groupName: String!) { group(groupName: $groupName) {
  findings { id openVulnerabilities closedVulnerabilities }
} }
"""


async def remove(
    world: World, id_: str, person: Person | None, justification: str = "DUPLICATED"
) -> Answer:
    token = person.token if person else None
    return await world.ask(_REMOVE, token=token, findingId=id_, justification=justification)


async def vulnerabilities_of(world: World, id_: str) -> list[Vulnerability]:
    """Return all that is stored of a finding's, whatever is going on."""
    items = (await world.everything()).values()
    found = [decode(Vulnerability, item) for item in items if item.kind == "vulnerability"]
    return [each for each in found if each.finding_id == id_]


async def figures_of(world: World, id_: FindingId) -> Figures:
    """Return the figures that are stored of a finding, removed or not."""
    item = (await world.everything()).get(keys.figures(id_))
    return Figures() if item is None else Figures(**dict(item.counters))


async def counted(world: World, person: Person, tenant: Tenant) -> dict[str, tuple[int, int]]:
    """Return how many are open and closed in each finding that a group lists."""
    answer = await world.ask(_COUNTED, token=person.token, groupName=tenant.group.name)
    return {
        finding["id"]: (finding["openVulnerabilities"], finding["closedVulnerabilities"])
        for finding in answer["group"]["findings"]
    }
