"""Sending reports to the API, and reading back what they made."""

from typing import Any, Final

from people import Person, Tenant
from world import Answer, World

IMPORT_REPORT: Final = """
mutation (
  $groupName: String! $rootNickname: String! $report: Upload! $format: ReportFormat = SARIF
  $commit: String $ref: String $dryRun: Boolean = false $waitSeconds: Int = 25
  $scanned: [String!]
) {
  importReport(
    groupName: $groupName rootNickname: $rootNickname report: $report format: $format
    commit: $commit ref: $ref dryRun: $dryRun waitSeconds: $waitSeconds
    scanned: $scanned
  ) {
    success
    import {
      id state reason progress tool commit ref requestedBy requestedAt startedAt finishedAt
      dryRun format
      counts { created matched moved reopened unchanged duplicate closed }
      results { total edges { node {
        runIndex resultIndex outcome layer explanation vulnerability { id }
      } } }
      closed { total edges { node { tool explanation vulnerability { id } } } }
    }
  }
}
"""

_VULNERABILITIES: Final = """
query ($groupName: String!) {
  group(groupName: $groupName) { forcesVulnerabilities { edges { node {
    id where specific state commitHash
  } } } }
}
"""

NO_COUNTS: Final = {
    "created": 0,
    "matched": 0,
    "moved": 0,
    "reopened": 0,
    "unchanged": 0,
    "duplicate": 0,
    "closed": 0,
}


async def send_report(
    world: World, tenant: Tenant, token: str | None, report: bytes, **given: object
) -> Answer:
    """Send a report for the root of ``tenant``, or for what is given instead."""
    variables: dict[str, object] = {
        "groupName": tenant.group.name,
        "rootNickname": tenant.root.state.nickname,
    }
    return await world.upload(IMPORT_REPORT, token=token, report=report, **(variables | given))


async def imported(
    world: World, tenant: Tenant, person: Person, report: bytes, **given: object
) -> dict[str, Any]:
    """Import a report for the root of ``tenant`` and return the import as it then stands."""
    answer = await send_report(world, tenant, person.token, report, **given)
    found: dict[str, Any] = answer["importReport"]["import"]
    return found


def counts(import_: dict[str, Any]) -> dict[str, int]:
    """Return the counts that are not zero."""
    return {name: count for name, count in import_["counts"].items() if count}


def outcomes(import_: dict[str, Any]) -> list[tuple[str, str | None]]:
    """Return the outcome of each result, with the vulnerability that it is."""
    nodes = [edge["node"] for edge in import_["results"]["edges"]]
    return [
        (node["outcome"], node["vulnerability"] and node["vulnerability"]["id"]) for node in nodes
    ]


def explanations(import_: dict[str, Any]) -> list[str]:
    return [edge["node"]["explanation"] for edge in import_["results"]["edges"]]


async def stored(world: World, tenant: Tenant, person: Person) -> dict[str, tuple[str, str, str]]:
    """Return place, line and state of each vulnerability of the group of ``tenant``, by id."""
    answer = await world.ask(_VULNERABILITIES, token=person.token, groupName=tenant.group.name)
    edges = answer["group"]["forcesVulnerabilities"]["edges"]
    return {
        edge["node"]["id"]: (edge["node"]["where"], edge["node"]["specific"], edge["node"]["state"])
        for edge in edges
    }
