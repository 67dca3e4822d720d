"""A root, and a place that it runs at, whose secrets are kept, shown and removed."""

from typing import Any, Final

from people import Person, Tenant, a_person, a_tenant, member_of
from refusals import Refusal
from secrecy import a_place, do, secrets_of
from world import Answer, World

PLANTED: Final = "planted-secret-0123"
NOT_FOUND: Final[Refusal] = ("Exception - Access denied or secret not found", "NOT_FOUND")
NO_PLACE: Final[Refusal] = (
    "Exception - Access denied or root environment url not found",
    "NOT_FOUND",
)
# What adds and what removes one of a kind.
NAMES: Final = {
    "root": ("addSecret", "removeSecret"),
    "environment": ("addGitEnvironmentSecret", "removeEnvironmentUrlSecret"),
}


class Scene:
    """A tenant with a place that its root runs at, and somebody who may do everything there."""

    def __init__(self, world: World, tenant: Tenant, person: Person, place: str) -> None:
        self.world, self.tenant, self.person, self.place = world, tenant, person, place

    async def add(self, kind: str, person: Person | None = None, **given: Any) -> Answer:
        given = {"key": "NAME", "value": PLANTED} | given
        return await self._do(NAMES[kind][0], kind, person or self.person, given)

    async def remove(self, kind: str, person: Person | None = None, **given: Any) -> Answer:
        given = {"key": "NAME"} | given
        return await self._do(NAMES[kind][1], kind, person or self.person, given)

    async def shown(self, kind: str) -> list[dict[str, Any]]:
        root = await secrets_of(self.world, self.tenant, self.person)
        (place,) = root["gitEnvironmentUrls"]
        found: list[dict[str, Any]] = (root if kind == "root" else place)["secrets"]
        return found

    async def _do(
        self, name: str, kind: str, person: Person | None, given: dict[str, Any]
    ) -> Answer:
        of = {"rootId": self.tenant.root.id} if kind == "root" else {"urlId": self.place}
        return await do(
            self.world, name, person, **{"groupName": self.tenant.group.name, **of, **given}
        )


async def a_scene(world: World, name: str = "acme") -> Scene:
    tenant = await a_tenant(world, name=name)
    person = await a_person(world, member_of(tenant))
    return Scene(world, tenant, person, await a_place(world, tenant, person))
