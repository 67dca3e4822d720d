"""The policy as pages show it: a table a level, of all actions and all roles."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from authz.policy import GROUP, ORGANIZATION, PLATFORM, Action

_LEVELS: Final[Mapping[str, Mapping[Action, frozenset[StrEnum]]]] = {
    "On the platform": {action: frozenset(roles) for action, roles in PLATFORM.items()},
    "In an organization": {action: frozenset(roles) for action, roles in ORGANIZATION.items()},
    "In a group": {action: frozenset(roles) for action, roles in GROUP.items()},
}


def permissions() -> str:
    """Return the whole policy in Markdown."""
    return "\n\n".join(
        f"## {title}\n\n" + "\n".join(_table(policy)) for title, policy in _LEVELS.items()
    )


def _table(policy: Mapping[Action, frozenset[StrEnum]]) -> Iterator[str]:
    roles = sorted({role for held in policy.values() for role in held})
    yield f"| action | {' | '.join(role.replace('_', ' ') for role in roles)} |"
    yield f"|---|{':-:|' * len(roles)}"
    for action in sorted(policy):
        marks = " | ".join("yes" if role in policy[action] else "" for role in roles)
        yield f"| `{action}` | {marks} |"
