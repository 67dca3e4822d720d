"""Rolling imports back in tests, and what is stored afterwards."""

from typing import Any, Final

from db_model.codec import decode
from db_model.findings import keys as finding_keys
from db_model.findings.types import Finding
from db_model.vulnerabilities.types import Vulnerability, VulnerabilityStatus
from people import Person
from world import Answer, World

ROLL_BACK: Final = """
mutation ($id: ID!, $waitSeconds: Int = 25) {
  rollbackImport(id: $id, waitSeconds: $waitSeconds) {
    success
    import {
      id state reason progress
      rollback {
        requestedBy reason undone
        conflicts { total edges { node { explanation vulnerability { id } } } }
      }
    }
  }
}
"""


async def roll_back(world: World, person: Person | None, id_: str, **given: object) -> Answer:
    token = person.token if person else None
    return await world.ask(ROLL_BACK, token=token, id=id_, **given)


async def rolled_back(world: World, person: Person, id_: str) -> dict[str, Any]:
    """Roll an import back, and return it once that is over."""
    answer = await roll_back(world, person, id_)
    found: dict[str, Any] = answer["rollbackImport"]["import"]
    return found


def conflicts(import_: dict[str, Any]) -> list[tuple[str | None, str]]:
    """Return what was left as it was, and why, in the order of the list."""
    nodes = [edge["node"] for edge in import_["rollback"]["conflicts"]["edges"]]
    return [
        (node["vulnerability"] and node["vulnerability"]["id"], node["explanation"])
        for node in nodes
    ]
