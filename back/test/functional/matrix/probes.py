"""What a right is seen by where it is not a field that has it as its guard."""

from typing import Final

from functional.matrix.conftest import Scene
from functional.matrix.principals import Asker

_PERMISSIONS: Final = """
query ($group: String!, $organization: String!) {
  group(groupName: $group) { permissions }
  organization(organizationId: $organization) { permissions }
  me { permissions }
}
"""


async def permissions(scene: Scene, asker: Asker) -> dict[str, set[str]]:
    """Return the actions that ``asker`` is shown at each level."""
    answer = await scene.world.ask(
        _PERMISSIONS,
        token=asker.person.token if asker.person else None,
        group=scene.own.tenant.group.name,
        organization=scene.own.tenant.organization.id,
    )
    data = answer.data or {}
    shown = {"group": "group", "organization": "organization", "platform": "me"}
    return {
        level: set((data.get(name) or {}).get("permissions") or ()) for level, name in shown.items()
    }
