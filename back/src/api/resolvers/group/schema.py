"""What is read off a group."""

from ariadne import ObjectType

from api.context import Info
from authz.grants import GroupGrant
from authz.policy import Attribute, attributes
from db_model.groups.types import Group

GROUP = ObjectType("Group")

GROUP.set_field("groupContext", lambda group, _: group.context)
GROUP.set_field("hasAsm", lambda group, _: Attribute.ASM in attributes(group))
GROUP.set_field("hasForces", lambda group, _: Attribute.FORCES in attributes(group))
GROUP.set_field("hasMachine", lambda group, _: group.state.has_machine)
GROUP.set_field("hasSquad", lambda group, _: group.state.has_squad)
GROUP.set_field("managed", lambda group, _: group.state.managed)
GROUP.set_field("service", lambda group, _: group.state.service)
GROUP.set_field("sprintStartDate", lambda group, _: group.sprint_start_at)
GROUP.set_field("subscription", lambda group, _: group.state.type.lower())
GROUP.set_field("tags", lambda group, _: sorted(group.state.tags))
GROUP.set_field("tier", lambda group, _: group.state.tier)


@GROUP.field("disambiguation")
def disambiguation(_: Group, __: Info, *, grant: GroupGrant) -> str | None:
    return grant.on.disambiguation


@GROUP.field("permissions")
def permissions(group: Group, info: Info) -> list[str]:
    return sorted(info.context.caller.group_actions(group.name))


@GROUP.field("serviceAttributes")
def service_attributes(_: Group, __: Info, *, grant: GroupGrant) -> list[str]:
    return sorted(attributes(grant.on))


@GROUP.field("userRole")
def user_role(group: Group, info: Info) -> str | None:
    return info.context.caller.group_role(group.name)
