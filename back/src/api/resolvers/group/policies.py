"""The policies that hold in a group: each its own, else that of its organization."""

from collections.abc import Callable, Coroutine
from typing import Any, Final

from ariadne.utils import convert_camel_case_to_snake

from api.context import Info
from api.resolvers.group.schema import GROUP
from authz.errors import ActionDenied
from db_model.groups.types import Group
from db_model.organizations.get import organization
from db_model.organizations.types import Organization
from groups.rules import policies_of

_POLICIES: Final = (
    "maxAcceptanceDays",
    "maxAcceptanceSeverity",
    "maxNumberAcceptances",
    "minAcceptanceSeverity",
    "minBreakingSeverity",
    "vulnerabilityGracePeriod",
)


async def _organization(group: Group, info: Info) -> Organization:
    found = await organization(info.context.db, group.organization_id)
    if found is None:
        raise ActionDenied
    return found


def _policy(name: str) -> Callable[[Group, Info], Coroutine[Any, Any, object]]:
    attribute = convert_camel_case_to_snake(name)

    async def resolve(group: Group, info: Info) -> object:
        return getattr(policies_of(group, await _organization(group, info)), attribute)

    return resolve


for _name in _POLICIES:
    GROUP.set_field(_name, _policy(_name))


@GROUP.field("organization")
async def name_of_organization(group: Group, info: Info) -> str:
    return (await _organization(group, info)).name
