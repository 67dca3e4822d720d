"""What the business allows of roles; pure."""

from collections.abc import Iterable, Sequence
from typing import Final

from authz.policy import GROUP, ORGANIZATION, Action
from db_model.access.types import GroupRole, OrganizationRole
from db_model.roles.types import CustomRole, RoleLevel
from roles.errors import InvalidActions, RoleNameReserved, RoleTooStrong, TooManyRoles
from texts.rules import filled, free, sized

MOST_ROLES: Final = 50
_RESERVED: Final = frozenset(str(role) for role in (*GroupRole, *OrganizationRole))


def name_from(text: str) -> str:
    """Return a name that tells the roles of an organization apart.

    Raises:
        RoleNameReserved: it is that of a role that all organizations have.
        AppError: it is blank, longer than 50 characters, or no free text.
    """
    name = free(sized(filled(text.strip()), least=1, most=50), "name")
    if name.lower().replace(" ", "_") in _RESERVED:
        raise RoleNameReserved
    return name


def actions_from(level: RoleLevel, names: Sequence[str]) -> frozenset[Action]:
    """Return the actions of these names.

    Raises:
        InvalidActions: there are none, or one is no action of the level.
    """
    known = {
        str(action): action for action in (GROUP if level is RoleLevel.GROUP else ORGANIZATION)
    }
    if not names or not known.keys() >= set(names):
        raise InvalidActions
    return frozenset(known[name] for name in names)


def check_room(roles: Sequence[CustomRole]) -> None:
    """Check that an organization may have one more role.

    Raises:
        TooManyRoles: it has as many as may be.
    """
    if len(roles) >= MOST_ROLES:
        raise TooManyRoles(MOST_ROLES)


def check_given(given: frozenset[Action], held: Iterable[frozenset[Action]]) -> None:
    """Check that who gives the actions ``given`` has them wherever it gives them.

    Raises:
        RoleTooStrong: in one place, where it holds the actions of ``held``, it has not all.
    """
    if any(not given <= each for each in held):
        raise RoleTooStrong
