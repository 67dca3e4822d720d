"""What the custom roles that somebody holds allow, as they stand."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from authz.policy import GROUP, ORGANIZATION, Action, allowed
from db_model.access.types import GroupRole, Membership, OrganizationRole
from db_model.roles.get import standing
from db_model.roles.types import CustomRole, RoleLevel
from db_model.types import RoleId
from store.types import Database

NONE: Final[Mapping[RoleId, frozenset[Action]]] = MappingProxyType({})
NAMED: Final[Mapping[str, Action]] = MappingProxyType({str(each): each for each in Action})
_BUILT_IN: Final = frozenset(RoleId(role) for role in (*GroupRole, *OrganizationRole))


async def custom_actions(
    db: Database, memberships: Iterable[Membership]
) -> Mapping[RoleId, frozenset[Action]]:
    """Return what each custom role of ``memberships`` allows.

    Nothing is read where there is none; else one strong get of all, and one more while a role
    of them is being replaced by another custom one.
    """
    held = {each.custom_role for each in memberships if each.custom_role is not None}
    if not held:
        return NONE
    roles = {role.id: role for role in await standing(db, held)}
    further = {RoleId(role.replaced_by) for role in roles.values() if role.replaced_by}
    roles |= {role.id: role for role in await standing(db, further - _BUILT_IN - roles.keys())}
    return {id_: _allowed(role, roles) for id_, role in roles.items()}


def actions_of(role: CustomRole) -> frozenset[Action]:
    """Return the actions that ``role`` names; one that is no more allows nothing."""
    return frozenset(NAMED[name] for name in role.actions if name in NAMED)


def built_in(level: RoleLevel, name: str) -> frozenset[Action]:
    """Return what the role of this name, which all organizations have, allows; nothing if none."""
    if level is RoleLevel.GROUP:
        return allowed(GROUP, frozenset(role for role in GroupRole if role == name))
    return allowed(ORGANIZATION, frozenset(role for role in OrganizationRole if role == name))


def _allowed(role: CustomRole, roles: Mapping[RoleId, CustomRole]) -> frozenset[Action]:
    if role.replaced_by is None:
        return actions_of(role)
    instead = roles.get(RoleId(role.replaced_by))
    return built_in(role.level, role.replaced_by) if instead is None else actions_of(instead)
