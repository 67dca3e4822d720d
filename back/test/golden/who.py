"""The README's "Who may do what", made from the policy."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from authz.policy import Action
from golden.rendering import LEVELS

# What people ask about, and the action that decides it; of what is there by now.
_ASKED: Final[Mapping[str, Mapping[str, Action]]] = {
    "platform": {
        "add an organization": Action.ADD_ORGANIZATION,
        "add people to the platform": Action.ADD_STAKEHOLDER,
    },
    "organization": {
        "see it, and its figures": Action.READ_ORGANIZATION,
        "add a group": Action.ADD_GROUP,
        "see its people": Action.READ_ORGANIZATION_STAKEHOLDERS,
        "invite, change and remove its people": Action.GRANT_STAKEHOLDER_ORGANIZATION_ACCESS,
        "change its policies": Action.UPDATE_ORGANIZATION_POLICIES,
        "add, change and remove its credentials": Action.ADD_CREDENTIALS,
        "define, change and remove roles": Action.ADD_ROLE,
        "read its audit trail": Action.READ_ORGANIZATION_AUDIT_TRAIL,
    },
    "group": {
        "see it, its findings, roots and vulnerabilities": Action.READ_GROUP,
        "see what is not released yet, and who found it": Action.READ_DRAFT_VULNERABILITY,
        "import a report": Action.IMPORT_REPORT,
        "add findings, change them and say how severe they are": Action.ADD_FINDING,
        "remove a finding": Action.REMOVE_FINDING,
        "confirm or reject what was submitted": Action.CONFIRM_VULNERABILITIES,
        "close a vulnerability": Action.CLOSE_VULNERABILITIES,
        "remove a vulnerability": Action.REMOVE_VULNERABILITY,
        "add and change Git roots and their environments": Action.ADD_GIT_ROOT,
        "add IP and URL roots": Action.ADD_IP_ROOT,
        "activate, deactivate and move roots": Action.MOVE_ROOT,
        "read the secrets of roots": Action.READ_GIT_ROOT_SECRETS,
        "see its people": Action.READ_GROUP_STAKEHOLDERS,
        "invite, change and remove its people": Action.GRANT_STAKEHOLDER_ACCESS,
        "change its policies, and remove it": Action.UPDATE_GROUP_POLICIES,
        "get the token of its CI agent": Action.UPDATE_FORCES_ACCESS_TOKEN,
        "read its audit trail": Action.READ_GROUP_AUDIT_TRAIL,
    },
}
_TITLES: Final = {
    "platform": "on the platform",
    "organization": "in an organization",
    "group": "in a group",
}


def who_may_do_what() -> str:
    """Return a table a level: what may be done, and who may do it."""
    return "\n\n".join("\n".join(_table(level)) for level in _ASKED)


def _table(level: str) -> Iterator[str]:
    yield f"| {_TITLES[level]} | who may |"
    yield "|---|---|"
    for phrase, action in _ASKED[level].items():
        yield f"| {phrase} | {_roles(level, LEVELS[level][action])} |"


def _roles(level: str, roles: frozenset[StrEnum]) -> str:
    everybody = frozenset(role for held in LEVELS[level].values() for role in held)
    missing = everybody - roles
    if not missing:
        return "everybody"
    if len(missing) < len(roles):
        return f"everybody but {_names(missing)}"
    return _names(roles)


def _names(roles: frozenset[StrEnum]) -> str:
    return ", ".join(f"`{role}`" for role in sorted(roles))
