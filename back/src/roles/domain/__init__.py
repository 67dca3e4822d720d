"""Use cases of roles: an organization defines them, and its members are given them."""

from roles.domain._assigning import assign_in_group, assign_in_organization
from roles.domain._defining import add_role, role_of, roles_of, update_role
from roles.domain._removing import REPLACE, kinds, remove_role, replace_role

__all__ = [
    "REPLACE",
    "add_role",
    "assign_in_group",
    "assign_in_organization",
    "kinds",
    "remove_role",
    "replace_role",
    "role_of",
    "roles_of",
    "update_role",
]
