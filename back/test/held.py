"""An import that waits for somebody's word, as most of what is known would close."""

from typing import Any, Final

from people import Person, Tenant
from reporting import imported
from sarif import Hit, a_report
from world import World

KNOWN: Final = 20


def hits(count: int) -> list[Hit]:
    """Return hits that nothing but their own code is like."""
    return [Hit(line=10 * number + 1, code=f"assert check_{number}()") for number in range(count)]


async def a_held_import(
    world: World, tenant: Tenant, person: Person, *, left: int = 1
) -> dict[str, Any]:
    """Import 20 results, and then a report that has only ``left`` of them."""
    await imported(world, tenant, person, a_report(hits(KNOWN)))
    return await imported(world, tenant, person, a_report(hits(left)))
