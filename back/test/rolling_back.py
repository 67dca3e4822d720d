"""Rolling imports back in tests, what people do meanwhile, and what is stored afterwards."""

from dataclasses import replace
from typing import Any, Final

from db_model.codec import decode
from db_model.findings import keys
from db_model.findings.types import Figures, Finding, FindingStatus
from db_model.types import Email, VulnerabilityId
from db_model.vulnerabilities.types import Reason, Vulnerability, VulnerabilityStatus
from imports.run import Means, run_root
from jobs.rules import Held, run_of
from people import Person, Tenant
from reporting import send_report
from store.types import Store
from vulnerabilities.rules import figures_change, figures_sum
from world import START, Answer, World

ROLL_BACK: Final = """
mutation ($id: ID!, $waitSeconds: Int = 25) {
  rollbackImport(id: $id, waitSeconds: $waitSeconds) {
    success
    import {
      id state progress
      rollback {
        requestedBy reason undone
        conflicts { total edges { node { explanation vulnerability { id } } } }
      }
    }
  }
}
"""
_CLOSE: Final = """
mutation ($findingId: String! $ids: [String!]!) {
  closeVulnerabilities(findingId: $findingId vulnerabilities: $ids) { success }
}
"""
_REMOVE: Final = """
mutation ($findingId: String! $id: String!) {
  removeVulnerability(findingId: $findingId id: $id justification: FALSE_POSITIVE) { success }
}
"""
_RATE: Final = """
mutation ($findingId: ID! $ids: [ID!]!) {
  updateVulnerabilitiesSeverity(
    findingId: $findingId vulnerabilityIds: $ids
    cvssVector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P/RL:O/RC:C"
  ) { success }
}
"""
_DESCRIBE: Final = """
mutation ($id: ID!) {
  updateVulnerabilityDescription(vulnerabilityId: $id source: ESCAPE) { success }
}
"""
_STATE: Final = """
query ($id: ID!) { import(id: $id) { state rollback { reason undone conflicts { total } } } }
"""


async def roll_back(world: World, person: Person | None, id_: str, **given: object) -> Answer:
    return await world.ask(ROLL_BACK, token=person.token if person else None, id=id_, **given)


async def rolled_back(world: World, person: Person, id_: str) -> dict[str, Any]:
    """Roll an import back, and return it once that is over."""
    answer = await roll_back(world, person, id_)
    found: dict[str, Any] = answer["rollbackImport"]["import"]
    return found


async def told(world: World, person: Person, id_: str) -> dict[str, Any]:
    """Return how an import stands, and how far it is undone."""
    found: dict[str, Any] = (await world.ask(_STATE, token=person.token, id=id_))["import"]
    return found


async def sent(world: World, tenant: Tenant, person: Person, report: bytes) -> str:
    """Ask for an import and return its id, without waiting for its end."""
    answer = await send_report(world, tenant, person.token, report, waitSeconds=0)
    id_: str = answer["importReport"]["import"]["id"]
    return id_


async def by_hand(world: World, held: Held, store: Store | None = None) -> None:
    """Run what was sent for the root whose job is ``held``."""
    means = Means(
        store=store or world.store,
        blobs=world.service.engines.blobs,
        clock=world.clock,
        ended=lambda _: None,
    )
    await run_root(means, run_of(held))


async def sent_and_run(
    world: World, held: Held, tenant: Tenant, person: Person, report: bytes
) -> str:
    """Import a report whose root's job is ``held``, and return the import's id."""
    id_ = await sent(world, tenant, person, report)
    await by_hand(world, held)
    return id_


def conflicts(import_: dict[str, Any]) -> dict[str | None, str]:
    """Return why each was left as it was."""
    nodes = [edge["node"] for edge in import_["rollback"]["conflicts"]["edges"]]
    assert import_["rollback"]["conflicts"]["total"] == len(nodes)
    return {
        node["vulnerability"] and node["vulnerability"]["id"]: node["explanation"] for node in nodes
    }


async def close(world: World, person: Person, one: Vulnerability) -> None:
    await world.ask(_CLOSE, token=person.token, findingId=one.finding_id, ids=[one.id])


async def remove_one(world: World, person: Person, one: Vulnerability) -> None:
    await world.ask(_REMOVE, token=person.token, findingId=one.finding_id, id=one.id)


async def rate(world: World, person: Person, one: Vulnerability) -> None:
    await world.ask(_RATE, token=person.token, findingId=one.finding_id, ids=[one.id])


async def describe(world: World, person: Person, one: Vulnerability) -> None:
    await world.ask(_DESCRIBE, token=person.token, id=one.id)


async def known(world: World) -> dict[VulnerabilityId, Vulnerability]:
    """Return every vulnerability that is stored, but for those that were taken back."""
    items = (await world.everything()).values()
    found = [decode(Vulnerability, item) for item in items if item.kind == "vulnerability"]
    return {each.id: each for each in found if not _is_taken_back(each)}


async def alike(world: World) -> dict[VulnerabilityId, Vulnerability]:
    """Return them without what tells who touched them last, which a rollback changes."""
    return {id_: _unsigned(each) for id_, each in (await known(world)).items()}


async def findings_there(world: World) -> dict[str, Finding]:
    items = (await world.everything()).values()
    found = [decode(Finding, item) for item in items if item.kind == "finding"]
    return {each.id: each for each in found if each.state.status is FindingStatus.CREATED}


async def figures_hold(world: World) -> None:
    """Check the figures of every finding against a count by hand."""
    items = await world.everything()
    found = [decode(Vulnerability, each) for each in items.values() if each.kind == "vulnerability"]
    findings = [decode(Finding, each) for each in items.values() if each.kind == "finding"]
    for finding in findings:
        own = [figures_change(None, each.state) for each in found if each.finding_id == finding.id]
        stored = items.get(keys.figures(finding.id))
        assert Figures(**dict(stored.counters) if stored else {}) == figures_sum(tuple(own))


def _is_taken_back(one: Vulnerability) -> bool:
    return one.state.status is VulnerabilityStatus.DELETED and (
        Reason.ROLLED_BACK in one.state.reasons
    )


def _unsigned(one: Vulnerability) -> Vulnerability:
    reasons = tuple(reason for reason in one.state.reasons if reason is not Reason.ROLLED_BACK)
    nobody = Email("")
    state = replace(
        one.state, modified_by=nobody, modified_at=START, import_id=None, reasons=reasons
    )
    return replace(one, state=state, version=0)
